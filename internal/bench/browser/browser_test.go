package browser_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"aktivering/internal/bench/browser"
)

func TestLines(t *testing.T) {
	page := `<ol><li id="l3" class="line own" data-line="3" data-key="k&#43;1">a &lt;b&gt;
</li>
<li id="l4" class="line" data-line="4">b</li><li id="l5" class="line agent" data-line="5">c</li></ol>`
	got := browser.Lines(page)
	want := []browser.Line{{ID: "3", Key: "k+1", Own: true}, {ID: "4"}, {ID: "5", Agent: true}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range got {
		got[i].Text = ""
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if n := browser.OpenCase(`<section class="case case-open" aria-label="Saken din"><span>Sak 17 er åpen</span></section>`); n != "17" {
		t.Errorf("case %q", n)
	}
	if n := browser.OpenCase(`<section class="case" aria-label="Saken din"><span>Sak 17 er lukket</span></section>`); n != "" {
		t.Errorf("a closed case is open: %q", n)
	}
}

func TestBrowser(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" {
			_, _ = io.WriteString(w, ": open\n\nid: 7\nevent: line\ndata: a\ndata: b "+r.Header.Get("Last-Event-ID")+"\n\n: ping\n\nevent: typing\ndata: 1\n\n")
			return
		}
		if c, err := r.Cookie("who"); err == nil {
			_, _ = fmt.Fprint(w, c.Value, r.FormValue("text"))
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "kari"})
		http.Redirect(w, r, "/there", http.StatusSeeOther)
	}))
	defer site.Close()
	b := browser.New(browser.Client(1))
	first, err := b.Get(t.Context(), site.URL)
	if err != nil || first.Status != http.StatusSeeOther || first.Location != "/there" {
		t.Fatalf("%+v, %v", first, err)
	}
	if got, err := b.Post(t.Context(), site.URL, url.Values{"text": {"!"}}); err != nil || got.Body != "kari!" {
		t.Errorf("%+v, %v", got, err)
	}
	var got []browser.Event
	err = b.Follow(t.Context(), site.URL+"/events", "6", nil, func(e browser.Event) bool { got = append(got, e); return true })
	want := []browser.Event{{ID: "7", Name: "line", Data: "a\nb 6"}, {ID: "7", Name: "typing", Data: "1"}}
	if err == nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}
