package pages_test

import (
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"aktivering/bot/bottest"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/texts"
)

// views are all pages, as nothing fills them and with everything that they can hold.
func views() map[string][]pages.View {
	return map[string][]pages.View{
		"sign-in":   {pages.SignIn{}, bottest.Filled(pages.SignIn{}), pages.SignIn{Valid: true}},
		"failure":   {pages.Failure{}, bottest.Filled(pages.Failure{})},
		"queue":     {pages.Queue{Tab: "mine"}, bottest.Filled(pages.Queue{})},
		"case":      {pages.Case{}, bottest.Filled(pages.Case{})},
		"problems":  {pages.Problems{}, bottest.Filled(pages.Problems{})},
		"blocks":    {pages.Blocked{}, bottest.Filled(pages.Blocked{}), pages.Blocked{List: make([]pages.Blocking, 1)}},
		"insight":   {pages.Insight{}, bottest.Filled(pages.Insight{})},
		"gaps":      {pages.Gaps{}, bottest.Filled(pages.Gaps{})},
		"own":       {pages.Own{}, bottest.Filled(pages.Own{})},
		"edit":      {pages.Edit{}, bottest.Filled(pages.Edit{})},
		"new":       {pages.NewArticle{}, bottest.Filled(pages.NewArticle{})},
		"draft":     {pages.Draft{}, bottest.Filled(pages.Draft{})},
		"knowledge": {pages.Knowledge{}, bottest.Filled(pages.Knowledge{})},
		"article":   {pages.Reading{Article: &pages.Article{}}, bottest.Filled(pages.Reading{})},
		"people":    {pages.People{}, bottest.Filled(pages.People{})},
	}
}

// in is a view with the words of a language.
func in(v pages.View, words texts.Words) pages.View {
	filled := reflect.New(reflect.TypeOf(v)).Elem()
	filled.Set(reflect.ValueOf(v))
	filled.FieldByName("T").Set(reflect.ValueOf(words))
	return filled.Interface().(pages.View) //nolint:forcetypeassert // it was one
}

var (
	inline  = regexp.MustCompile(`(?i)<script(>|[^>]* src="[^/])|<style|\sstyle=|\son[a-z]+=`)
	unnamed = regexp.MustCompile(`<(input|textarea|select)\b[^>]*>`)
	idOf    = regexp.MustCompile(` id="([^"]+)"`)
)

// Every page is made, in every language, with nothing and with everything in it.
func TestEveryPage(t *testing.T) {
	p, err := pages.New()
	if err != nil {
		t.Fatal(err)
	}
	all, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range views() {
		for i, v := range list {
			for _, lang := range texts.Languages() {
				w := httptest.NewRecorder()
				if err := p.Render(w, 200, in(v, all.In(lang))); err != nil {
					t.Errorf("%s %d in %s: %v", name, i, lang, err)
					continue
				}
				body := w.Body.String()
				if strings.Contains(body, "ZgotmplZ") || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
					t.Errorf("%s %d: the page is not whole:\n%s", name, i, body)
				}
				if bad := inline.FindString(body); bad != "" {
					t.Errorf("%s %d has %q, which the policy refuses", name, i, bad)
				}
				if i > 0 {
					labels(t, name, body)
				}
			}
		}
	}
}

// labels fails where a field has no label, or an id stands twice.
func labels(t *testing.T, name, body string) {
	t.Helper()
	for _, field := range unnamed.FindAllString(body, -1) {
		id := idOf.FindStringSubmatch(field)
		switch {
		case strings.Contains(field, `type="hidden"`), strings.Contains(field, `type="radio"`), strings.Contains(field, `type="checkbox"`):
		case id == nil || !strings.Contains(body, `for="`+id[1]+`"`):
			t.Errorf("%s: %s has no label", name, field)
		}
	}
}
