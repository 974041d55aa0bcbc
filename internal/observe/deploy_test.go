package observe_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/observe"
)

// observability is where the dashboard and the alert rules are.
const observability = "../../deploy/observability/"

// Each metric and each label that the dashboard and the alert rules name is one that the program has.
func TestDashboardAndRulesNameMetrics(t *testing.T) {
	t.Parallel()
	metrics := everyMetric(t)
	names := regexp.MustCompile(`\b(aktivering|process|go)_[a-z_]+`)
	labels := regexp.MustCompile(`(aktivering_[a-z_]+)\{([^}]*)\}`)
	label := regexp.MustCompile(`(\w+)(=~|=|!=)"`)
	sources := expressions(t)
	if len(sources) < 30 {
		t.Fatalf("%d expressions were found", len(sources))
	}
	for _, expr := range sources {
		for _, name := range names.FindAllString(expr, -1) {
			if !strings.Contains(metrics, "\n"+name+"{") && !strings.Contains(metrics, "\n"+name+" ") {
				t.Errorf("there is no metric %s, which is named in %s", name, expr)
			}
		}
		for _, m := range labels.FindAllStringSubmatch(expr, -1) {
			for _, l := range label.FindAllStringSubmatch(m[2], -1) {
				if !regexp.MustCompile(`\n` + m[1] + `\{[^}]*\b` + l[1] + `="`).MatchString(metrics) {
					t.Errorf("%s has no label %s, which is named in %s", m[1], l[1], expr)
				}
			}
		}
	}
	kinds := regexp.MustCompile(`kind=~"([^"]*)"`)
	for _, expr := range sources {
		for _, m := range kinds.FindAllStringSubmatch(expr, -1) {
			for kind := range strings.SplitSeq(m[1], "|") {
				switch outcome.Kind(kind) {
				case outcome.NotUnderstood, outcome.UnknownCode, outcome.Unanswered, outcome.Answered, outcome.Asked:
				default:
					t.Errorf("the kind %s in %s is not known here", kind, expr)
				}
			}
		}
	}
}

// expressions are those of the panels and of the alerts.
func expressions(t *testing.T) (all []string) {
	t.Helper()
	var dashboard struct {
		Panels []struct {
			Title, Description string
			Targets            []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(file(t, observability+"grafana/dashboards/aktivering.json"), &dashboard); err != nil {
		t.Fatal(err)
	}
	for _, p := range dashboard.Panels {
		for _, target := range p.Targets {
			all = append(all, target.Expr)
		}
		if len(p.Targets) > 0 && p.Description == "" {
			t.Errorf("the panel %s says nothing of what it shows", p.Title)
		}
	}
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr         string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(file(t, observability+"rules.yml"), &rules); err != nil {
		t.Fatal(err)
	}
	for _, group := range rules.Groups {
		for _, rule := range group.Rules {
			all = append(all, rule.Expr)
			if s := rule.Labels["severity"]; s != "page" && s != "ticket" || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				t.Errorf("the alert %s lacks a severity, a summary or what to do", rule.Alert)
			}
		}
	}
	return all
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// everyMetric is what Prometheus reads when each thing has happened that is counted.
func everyMetric(t *testing.T) string {
	t.Helper()
	m := observe.New("1.2.3")
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	in := event.Inbound{At: noon, From: bot.Address{Platform: "slack"}, Event: event.Message{}}
	m.Handled(in, time.Millisecond, nil)
	m.Observe(t.Context(), in, bot.Decision{
		Outcome: bot.Outcome{Kind: outcome.CaseClosed, Article: "a"}, Claimed: true, FirstAnswer: true,
		Conversation: bot.Conversation{Case: &bot.Case{State: bot.CaseClosed, QueuedAt: noon}},
	})
	task := port.Task{Effect: bot.SendReply{}, Saved: noon, Now: noon}
	m.Performed(task, port.Result{Status: bot.Done}, time.Second)
	m.Performed(task, port.Result{Status: bot.Retry, After: time.Second}, time.Second)
	return scrape(t, m, observe.State{
		Parts: map[string]bool{"slack": true}, Waiting: map[string]time.Duration{"slack": 0},
		Store: &observe.StoreState{Cases: map[string]int{"queued": 2}},
	})
}
