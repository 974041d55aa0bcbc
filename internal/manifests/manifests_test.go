package manifests

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// decoder reads objects as a cluster does.
func decoder(t *testing.T) runtime.Decoder {
	t.Helper()
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{corev1.AddToScheme, appsv1.AddToScheme, policyv1.AddToScheme, networkingv1.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
}

func TestManifests(t *testing.T) {
	files, err := filepath.Glob("../../deploy/kubernetes/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no manifests", err)
	}
	decode := decoder(t)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content)))
		for n := 1; ; n++ {
			document, err := documents.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, kind, err := decode.Decode(document, nil, nil); err != nil {
				t.Errorf("%s, object %d (%v): %v", filepath.Base(file), n, kind, err)
			}
		}
	}
}

// What a cluster refuses is found.
func TestFaults(t *testing.T) {
	const sound = `apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  replicas: 2
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a, image: a, ports: [{containerPort: 8080}]}]}
`
	decode := decoder(t)
	if _, _, err := decode.Decode([]byte(sound), nil, nil); err != nil {
		t.Fatal(err)
	}
	for what, document := range map[string]string{
		"a field that there is not":   strings.Replace(sound, "replicas:", "replica:", 1),
		"a field that is there twice": strings.Replace(sound, "  replicas: 2\n", "  replicas: 2\n  replicas: 3\n", 1),
		"a value of another kind":     strings.Replace(sound, "8080", "http", 1),
		"a version that there is not": strings.Replace(sound, "apps/v1", "apps/v9", 1),
	} {
		if _, _, err := decode.Decode([]byte(document), nil, nil); err == nil {
			t.Errorf("%s is not found", what)
		}
	}
}
