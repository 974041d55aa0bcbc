package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/slmgr"
	"aktivering/knowledge"
)

const minutesOfDay = 24 * 60

// readLicense takes in what a license command of Windows printed, where that is what the person
// wrote, and says in one line what it tells. Without a code in it, it leads where the packs say.
// It returns false where the person wrote something else.
func (t *Turn) readLicense(text string) bool {
	r, ok := slmgr.Read(text)
	switch {
	case !ok:
		return false
	case r.Product == slmgr.Office:
		t.Match = match.Result{Decision: match.None, Office: true, Language: t.Match.Language}
		return true
	}
	t.AddIntro("license", i18n.Args{"parts": i18n.Text(t.licenseParts(r))})
	if t.forAdministrators(r) {
		t.learn(map[string]string{knowledge.FactAudience: string(knowledge.ForAdministrators)})
		t.Match = t.Matcher.Match(text, t.scope())
	}
	if id, ok := t.articleFor(r); ok && len(t.KnownCodes()) == 0 {
		t.Match.Decision, t.Match.Entries, t.Match.Near = match.Answer, []string{id}, nil
	}
	return true
}

// forAdministrators reports a license that an organisation manages, where the knowledge has
// something for those who do.
func (t *Turn) forAdministrators(r slmgr.Reading) bool {
	if r.Event != "" {
		return t.hasValue(knowledge.FactAudience, string(knowledge.ForAdministrators))
	}
	switch r.Channel {
	case slmgr.KMSClient, slmgr.KMSHost, slmgr.MAK, slmgr.Virtual:
		return t.hasValue(knowledge.FactAudience, string(knowledge.ForAdministrators))
	case slmgr.Retail, slmgr.OEM, slmgr.Trial:
	}
	return false
}

// licenseParts is what was read, in a few words each.
func (t *Turn) licenseParts(r slmgr.Reading) string {
	v := t.Localizer()
	var parts []string
	if r.Event != "" {
		parts = append(parts, v.Label("license.event."+string(r.Event)))
	}
	if r.Event == slmgr.Asked && r.Host {
		parts = append(parts, v.Label("license.event.host"))
	}
	if r.Edition != "" {
		parts = append(parts, "Windows "+r.Edition)
	}
	if r.Channel != "" {
		parts = append(parts, v.Label("license."+string(r.Channel)))
	}
	days := r.Minutes / minutesOfDay
	switch {
	case r.State != "" && days > 0:
		parts = append(parts, v.LabelWith("license.days."+string(r.State), i18n.Args{"n": i18n.Number(days)}))
	case r.State != "":
		parts = append(parts, v.Label("license."+string(r.State)))
	}
	switch {
	case r.Channel == slmgr.KMSHost && r.Count >= 0:
		parts = append(parts, v.LabelWith("license.count", i18n.Args{"n": i18n.Number(r.Count)}))
	case r.Channel == slmgr.KMSClient && r.Host:
		parts = append(parts, v.Label("license.host"))
	case r.Channel == slmgr.KMSClient:
		parts = append(parts, v.Label("license.no-host"))
	}
	if r.Code != 0 {
		parts = append(parts, r.Code.String())
	}
	return strings.Join(parts, ", ")
}

// articleFor is the article that the packs name for a license.
func (t *Turn) articleFor(r slmgr.Reading) (string, bool) {
	fits := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	host := "no"
	if r.Host {
		host = "yes"
	}
	for _, p := range t.Knowledge.Packs() {
		for _, l := range p.Licenses {
			if fits(l.Channels, string(r.Channel)) && (r.Event == "") == (len(l.Events) == 0) && fits(l.Events, string(r.Event)) && fits(l.States, string(r.State)) && (l.Host == "" || l.Host == host) {
				return l.Article, true
			}
		}
	}
	return "", false
}
