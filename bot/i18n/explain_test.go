package i18n_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

func load(t *testing.T) *knowledge.Base {
	t.Helper()
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	return kb
}

// Every explanation can be said in every language and version of Windows, also where that is
// not known, and while any article is followed.
func TestExplainEverything(t *testing.T) {
	kb := load(t)
	for _, e := range kb.Explanations() {
		articles := []string{""}
		for _, a := range e.ByArticle {
			articles = append(articles, a.Articles...)
		}
		for _, lang := range kb.Languages().IDs() {
			for _, windows := range []string{"", "11", "10"} {
				v := i18n.New(kb, lang, windows)
				for _, article := range articles {
					text := reply.Plain(v.Explain(e, article))
					if text == "" || strings.ContainsAny(text, "{}") {
						t.Errorf("%s in %s, Windows %q, article %q: %q", e.ID, lang, windows, article, text)
					}
				}
				for _, b := range v.Cited(e.Sources, nil) {
					if text := reply.Plain(b.(content.Note).Spans); strings.ContainsAny(text, "{}") {
						t.Errorf("a source of %s in %s: %q", e.ID, lang, text)
					}
				}
			}
		}
	}
}

func explanation(t *testing.T, kb *knowledge.Base, id string) *knowledge.Explanation {
	t.Helper()
	e, ok := kb.Explanation(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return e
}

// Where the version of Windows is not known, both ways stand in one line.
func TestExplainInEachVersion(t *testing.T) {
	kb := load(t)
	e := explanation(t, kb, "activation-page")
	for windows, want := range map[string]string{
		"11": "go to Settings > System > Activation. There",
		"10": "go to Settings > Update & Security > Activation. There",
		"":   "go to Settings > System > Activation (Windows 11) or Settings > Update & Security > Activation (Windows 10). There",
	} {
		if text := reply.Plain(i18n.New(kb, knowledge.English, windows).Explain(e, "")); !strings.Contains(text, want) {
			t.Errorf("Windows %q: %s", windows, text)
		}
	}
}

func TestExplainByArticle(t *testing.T) {
	kb := load(t)
	e, v := explanation(t, kb, "files"), i18n.New(kb, knowledge.Bokmal, "11")
	own, general := reply.Plain(v.Explain(e, "0xC004E003")), reply.Plain(v.Explain(e, "0xC004F213"))
	if own == general || !strings.Contains(own, "blir ikke rørt") || general != reply.Plain(v.Explain(e, "")) {
		t.Errorf("%q and %q", own, general)
	}
}

// A source that the article stands on is not named again; one that others tell of says so.
func TestCited(t *testing.T) {
	kb := load(t)
	v := i18n.New(kb, knowledge.English, "")
	article, _ := kb.Article("0xC004F213")
	e := explanation(t, kb, "slui-04")
	cited := func(known *knowledge.Article) []string {
		var texts []string
		for _, b := range v.Cited(e.Sources, known) {
			texts = append(texts, reply.Plain(b.(content.Note).Spans))
		}
		return texts
	}
	if all := cited(nil); len(all) != 2 || !strings.Contains(all[0], "Get help") || !strings.Contains(all[1], "as retold by others, read 25 November 2026") {
		t.Errorf("%q", all)
	}
	if other := cited(article); len(other) != 1 || !strings.Contains(other[0], "Activation Portal") {
		t.Errorf("%q", other)
	}
}

func TestLabels(t *testing.T) {
	kb := load(t)
	article, ok := kb.Article("0xC004F213")
	if !ok {
		t.Fatal("no article")
	}
	remedies := []*knowledge.Remedy{&article.Remedies[0]}
	for _, c := range []struct {
		lang, other knowledge.Lang
		windows     string
		want        []string
	}{
		{knowledge.Bokmal, knowledge.English, "10", []string{
			"Innstillinger > Oppdatering og sikkerhet > Aktivering: Settings > Update & Security > Activation",
			"Endre produktnøkkel: Change product key",
		}},
		{knowledge.English, knowledge.Bokmal, "11", []string{
			"Settings > System > Activation: Innstillinger > System > Aktivering",
			"Change product key: Endre produktnøkkel",
		}},
		{knowledge.Nynorsk, knowledge.English, "", []string{
			"Innstillinger > System > Aktivering: Settings > System > Activation (Windows 11)",
			"Innstillinger > Oppdatering og sikkerhet > Aktivering: Settings > Update & Security > Activation (Windows 10)",
			"Endre produktnøkkel: Change product key",
		}},
		{knowledge.Bokmal, knowledge.Nynorsk, "11", nil}, // they are called the same
	} {
		var got []string
		for _, f := range i18n.New(kb, c.lang, c.windows).Labels(c.other, remedies) {
			got = append(got, fmt.Sprintf("%s: %s", f.Name, f.Value))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s in %s, Windows %q: %q", c.lang, c.other, c.windows, got)
		}
	}
	// What is typed, and is the same in both, and what leads to a page are no labels.
	if fields := i18n.New(kb, knowledge.Bokmal, "11").LabelsOf(knowledge.English, []string{"slui-04", "contact", "windows", "nothing"}); len(fields) > 0 {
		t.Errorf("got %v", fields)
	}
}
