package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

// manifest is the part of a Kubernetes object that the test reads.
type manifest struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct{ Name, Namespace string }
	Data       map[string]string
	Spec       struct {
		Replicas int
		Selector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				Grace           int `yaml:"terminationGracePeriodSeconds"`
				SecurityContext struct {
					RunAsNonRoot bool `yaml:"runAsNonRoot"`
				} `yaml:"securityContext"`
				Containers []container
				Volumes    []struct {
					Name   string
					Secret struct {
						Name string `yaml:"secretName"`
					}
				}
			}
		}
	}
}

// container is the one that the program runs in.
type container struct {
	Args    []string
	EnvFrom []struct {
		ConfigMapRef struct{ Name string } `yaml:"configMapRef"`
	} `yaml:"envFrom"`
	Ports []struct {
		Name string
		Port int `yaml:"containerPort"`
	}
	Startup   probe `yaml:"startupProbe"`
	Liveness  probe `yaml:"livenessProbe"`
	Readiness probe `yaml:"readinessProbe"`
	Lifecycle struct {
		PreStop struct{ Sleep struct{ Seconds int } } `yaml:"preStop"`
	}
	SecurityContext struct {
		Escalation bool `yaml:"allowPrivilegeEscalation"`
		ReadOnly   bool `yaml:"readOnlyRootFilesystem"`
	} `yaml:"securityContext"`
	VolumeMounts []struct {
		Name string
		Path string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
}

type probe struct {
	HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
}

// manifests reads the Kubernetes objects by their kind. No key is there twice.
func manifests(t *testing.T) map[string]manifest {
	t.Helper()
	all := make(map[string]manifest)
	files, err := filepath.Glob("deploy/kubernetes/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no manifests", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoder := yaml.NewDecoder(bytes.NewReader(content))
		for {
			var m manifest
			err := decoder.Decode(&m)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || m.APIVersion == "" || m.Kind == "" || m.Metadata.Name == "" || m.Kind != "Namespace" && m.Metadata.Namespace == "" {
				t.Fatalf("%s: %v %+v", file, err, m)
			}
			all[m.Kind] = m
		}
	}
	return all
}

// What the Kubernetes manifests set are settings, with values that the program takes; probes ask what it
// serves; and secrets are files.
func TestKubernetes(t *testing.T) {
	all := manifests(t)
	for kind, version := range map[string]string{
		"Namespace": "v1", "ServiceAccount": "v1", "ConfigMap": "v1", "Deployment": "apps/v1", "Service": "v1", "PodDisruptionBudget": "policy/v1", "NetworkPolicy": "networking.k8s.io/v1",
	} {
		if all[kind].APIVersion != version {
			t.Errorf("%s is of %q", kind, all[kind].APIVersion)
		}
	}
	pods := all["Deployment"].Spec
	if pods.Replicas < 2 || len(pods.Template.Spec.Containers) != 1 {
		t.Fatalf("%+v", pods)
	}
	for label, value := range pods.Selector.MatchLabels {
		if pods.Template.Metadata.Labels[label] != value || all["PodDisruptionBudget"].Spec.Selector.MatchLabels[label] != value {
			t.Errorf("not every object selects %s=%s", label, value)
		}
	}
	c, settings := pods.Template.Spec.Containers[0], all["ConfigMap"]
	if len(c.EnvFrom) != 1 || c.EnvFrom[0].ConfigMapRef.Name != settings.Metadata.Name || !slices.Equal(c.Args, []string{"serve"}) {
		t.Errorf("it runs %q with the settings of %+v", c.Args, c.EnvFrom)
	}
	if !pods.Template.Spec.SecurityContext.RunAsNonRoot || c.SecurityContext.Escalation || !c.SecurityContext.ReadOnly {
		t.Error("it has more rights than it needs")
	}
	_, port, _ := strings.Cut(settings.Data["HTTP_ADDR"], ":")
	if len(c.Ports) != 1 || port != "8080" || c.Ports[0].Port != 8080 {
		t.Errorf("it listens at %s, and the port is %+v", settings.Data["HTTP_ADDR"], c.Ports)
	}
	for path, p := range map[string]probe{"/healthz": c.Liveness, "/readyz": c.Readiness} {
		if p.HTTPGet.Path != path || p.HTTPGet.Port != c.Ports[0].Name {
			t.Errorf("a probe asks %+v, want %s", p.HTTPGet, path)
		}
	}
	if c.Startup.HTTPGet.Path != "/healthz" {
		t.Errorf("the start is known by %+v", c.Startup)
	}
	grace, err := time.ParseDuration(settings.Data["AKTIVERING_GRACE"])
	if err != nil || pods.Template.Spec.Grace <= c.Lifecycle.PreStop.Sleep.Seconds+int(grace.Seconds()) {
		t.Errorf("a stop may take %d s, and takes %d s and %s: %v", pods.Template.Spec.Grace, c.Lifecycle.PreStop.Sleep.Seconds, grace, err)
	}
	checkSettings(t, settings.Data, c.VolumeMounts[0].Path)
}

// checkSettings looks at the settings of the manifests. Secrets are read from files below a folder.
func checkSettings(t *testing.T, settings map[string]string, folder string) {
	t.Helper()
	known := make(map[string]bool)
	for _, f := range serveSettings(t) {
		name := f.Envs[0]
		known[name] = true
		if f.Tag.Has("secret") {
			known[name+"_FILE"] = true
			if _, ok := settings[name]; ok {
				t.Errorf("%s stands in the settings, and is a secret", name)
			}
		}
	}
	secrets := t.TempDir()
	for name, value := range settings {
		if !known[name] {
			t.Errorf("%s is no setting", name)
		}
		if file, ok := strings.CutPrefix(value, folder+"/"); ok {
			value = filepath.Join(secrets, file)
			secret := map[string]string{"database": "postgres://a:b@db.invalid/c", "slack-bot-token": "xoxb-test", "slack-app-token": "xapp-test"}[file]
			if err := os.WriteFile(value, []byte(secret), 0o600); err != nil {
				t.Fatal(err)
			}
		} else if strings.HasSuffix(name, "_FILE") {
			t.Errorf("%s names %s, where nothing is mounted", name, value)
		}
		t.Setenv(name, value)
	}
	start(t, "", "config").want(t, exitOK, "C0AGENTS", settings["AKTIVERING_GRACE"])
}
