package knowledge_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"aktivering/knowledge"
)

func TestReplies(t *testing.T) {
	own, err := knowledge.LoadReplies()
	if err != nil || len(own) == 0 {
		t.Fatalf("%d replies, %v", len(own), err)
	}
	folder := fstest.MapFS{
		"hei.yaml": {Data: []byte("title: Vår egen\ntext: {nb: Hei fra oss, nn: Hei frå oss, en: Hello from us}\n")},
		"ny.yaml":  {Data: []byte("title: Ny\ntext: {nb: \"{name}\", nn: \"{agent}\", en: x}\n")},
	}
	all, err := knowledge.LoadReplies(folder)
	if err != nil || len(all) != len(own)+1 {
		t.Fatalf("%d replies, %v", len(all), err)
	}
	found := false
	for i, r := range all {
		if i > 0 && all[i-1].ID >= r.ID {
			t.Errorf("%s stands after %s", r.ID, all[i-1].ID)
		}
		if r.ID == "hei" {
			found = r.Title == "Vår egen" && r.Text.In(knowledge.English) == "Hello from us"
		}
	}
	if !found {
		t.Error("a folder's own text does not take the place of the built-in one")
	}
	for name, data := range map[string]string{
		"a language missing":  "title: x\ntext: {nb: a, nn: b}\n",
		"another placeholder": "title: x\ntext: {nb: \"{key}\", nn: b, en: c}\n",
		"another key":         "title: x\nwhen: y\ntext: {nb: a, nn: b, en: c}\n",
		"no title":            "text: {nb: a, nn: b, en: c}\n",
	} {
		_, err := knowledge.LoadReplies(fstest.MapFS{"x.yaml": {Data: []byte(data)}})
		if err == nil || !strings.Contains(err.Error(), "x.yaml") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
