package main

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/internal/bench/soak/loopback"
)

// verdict is what a run of handoffs showed.
type verdict struct {
	Cases, Acknowledged, Resent, Echoed int
	Kills, Stops, Refused, Shown        int
	// Failed is how much was given up.
	Failed int
	// Stuck is how many handoffs never came to their end.
	Stuck int
	// Lost were acknowledged, and neither shown nor reported as undelivered; Reported
	// were reported.
	Lost, Reported int
	// Stale are changes of which the old words are still there.
	Stale int
	// Doubled were shown once more under another key, Repeated under the same, of
	// which Unexplained by no kill.
	Doubled, Repeated, Unexplained int
	// Leaked are words of agents that a person saw who was not meant to.
	Leaked int
	// Disordered came after a later one of the same case and direction.
	Disordered int
	// Owners are the cases that not exactly one of the claims won, and Untold those
	// where the other agent was not told of it.
	Owners, Untold int
	// Spoken is what the bot said of its own to somebody whom an agent helps.
	Spoken int
	// Cards is how many cards were shown more than once, and Again how many claims were
	// made once more, as nothing was seen of them.
	Cards, Again int
	// Took are the times from an acknowledgement to the other side.
	Took []time.Duration
}

func (v verdict) broken() []string {
	return told([]promise{
		{v.Failed, "effects were given up"},
		{v.Stuck, "handoffs never came to their end"},
		{v.Lost, "words were acknowledged and never shown"},
		{v.Stale, "changes left the old words"},
		{v.Doubled, "words were shown twice under different keys"},
		{v.Unexplained, "words were repeated that were not under way at a kill"},
		{v.Leaked, "words came to persons that were not for them"},
		{v.Disordered, "words came out of order"},
		{v.Owners, "cases had not exactly one owner"},
		{v.Untold, "agents were not told who has the case"},
		{v.Spoken, "times the bot spoke while an agent had the case"},
	})
}

func (v verdict) print(w io.Writer) {
	table(w, []row{
		{"conversations handed over", v.Cases},
		{"events acknowledged", v.Acknowledged},
		{"sent again, not acknowledged before", v.Resent},
		{"delivered twice by the platform", v.Echoed},
		{"kills", v.Kills},
		{"orderly stops", v.Stops},
		{"sends refused by the platform", v.Refused},
		{"messages and changes shown", v.Shown},
		{"never came to an end", v.Stuck},
		{"lost", v.Lost},
		{"reported as undelivered", v.Reported},
		{"changed, and the old words left", v.Stale},
		{"doubled, other key", v.Doubled},
		{"out of order", v.Disordered},
		{"leaked to a person", v.Leaked},
		{"not exactly one owner", v.Owners},
		{"late claim not told", v.Untold},
		{"bot spoke over an agent", v.Spoken},
		{"given up", v.Failed},
		{"repeated, same key", v.Repeated},
		{"of these not under way at a kill", v.Unexplained},
		{"cards shown again after a kill", v.Cards},
		{"claims made again", v.Again},
		{"acknowledged to shown, median", quantile(v.Took, 50)},
		{"the same, p99", quantile(v.Took, 99)},
		{"the same, longest", quantile(v.Took, 100)},
	})
}

// judging is a verdict while it is made.
type judging struct {
	verdict
	*helpdesk
	killed map[int]bool
	// shown are the sights that showed a word where it belongs, in order, reported the
	// words that were said not to have arrived.
	shown    map[*word][]sight
	reported map[*word]bool
	// now is what stands in each message, by room and id.
	now map[place]string
	// wins are the keys of the messages that told who has a person's case, and told the
	// persons whose other agent was told.
	wins map[string]map[string]bool
	told map[string]bool
}

type place struct {
	room bot.Platform
	id   bot.MessageID
}

// inTime is how long a reply of the bot's that was being sent may take to arrive.
const inTime = 500 * time.Millisecond

// judge compares what was shown with what was said.
func (h *helpdesk) judge(sights []sight, kills []death) verdict {
	j := &judging{
		helpdesk: h, killed: make(map[int]bool), shown: make(map[*word][]sight), reported: make(map[*word]bool),
		now: make(map[place]string), wins: make(map[string]map[string]bool), told: make(map[string]bool),
	}
	j.Cases, j.Acknowledged, j.Kills = h.cases, int(h.acknowledged.Load()), len(kills)
	j.Again, j.Resent, j.Echoed = h.again, h.resent, h.echoed
	for _, k := range kills {
		j.killed[k.process] = true
	}
	cards := make(map[string]bool)
	for _, s := range sights {
		if !s.shown {
			j.Refused++
			continue
		}
		j.Shown++
		j.now[place{s.Room, s.id}] = s.Text
		switch {
		case s.Room == loopback.Persons:
			j.toPerson(s)
		case s.Thread == "" && s.Edits == "":
			if cards[s.person] {
				j.Cards++
			}
			cards[s.person] = true
		default:
			j.toDesk(s)
		}
	}
	for n, v := range h.visits {
		person := name(n)
		switch {
		case v.stuck != nil:
			j.Stuck++
		case len(j.wins[person]) != 2: // one tells the desk, one the person
			j.Owners++
		case !j.told[person]:
			j.Untold++
		}
	}
	j.weigh()
	slices.Sort(j.Took)
	return j.verdict
}

var (
	unique = regexp.MustCompile(`ord(p\d+)n\d+e`)
	// firm are what a person is told whoever has the case.
	firm = regexp.MustCompile(`^(Jeg henter noen|Du er (nummer|først)|Nå er du |Takk, det (ligger|er lagt|er sendt) |a\d+ har (tatt|lukket) saken din|a\d+ \(brukerstøtte\): )`)
	won  = regexp.MustCompile(`^a\d+ har tatt saken( din og svarer deg her)?\.$`)
	// relay is what may stand between a person's name and what the person said.
	relay = regexp.MustCompile(`^( \((spør|rettet|spør, rettet)\))?$`)
	lost  = regexp.MustCompile(`^a\d+ har saken\.( |$)`)
)

// toPerson takes in what a person saw.
func (j *judging) toPerson(s sight) {
	v := j.visits[indexOf(s.person)]
	if !firm.MatchString(s.Text) && !v.owned.IsZero() && s.began.After(v.owned.Add(inTime)) && (v.closing.IsZero() || s.began.Before(v.closing)) {
		j.Spoken++
	}
	j.win(s)
	for _, found := range unique.FindAllString(s.Text, -1) {
		w := j.words[found]
		switch {
		case w == nil || w.person != s.person || w.kind == note || w.kind == refused:
			j.Leaked++
		case w.kind == said:
			j.reported[w] = true
		default:
			j.shown[w] = append(j.shown[w], s)
		}
	}
}

func (j *judging) win(s sight) {
	if !won.MatchString(s.Text) {
		return
	}
	if j.wins[s.person] == nil {
		j.wins[s.person] = make(map[string]bool)
	}
	j.wins[s.person][s.Key] = true
}

// toDesk takes in what the desk saw in the thread of a case.
func (j *judging) toDesk(s sight) {
	j.win(s)
	if lost.MatchString(s.Text) {
		j.told[s.person] = true
	}
	whose, rest, _ := strings.Cut(s.Text, ":")
	relayed := rest != "" && strings.HasPrefix(whose, s.person) && relay.MatchString(whose[len(s.person):])
	for _, found := range unique.FindAllString(s.Text, -1) {
		w := j.words[found]
		switch {
		case w == nil:
			j.Leaked++
		case w.kind == said && relayed:
			j.shown[w] = append(j.shown[w], s)
		case w.kind == answer && strings.Contains(s.Text, "kom ikke fram"):
			j.reported[w] = true
		default: // the transcript, and the card of a closed case
		}
	}
}

// weigh counts what became of each word.
func (j *judging) weigh() {
	type way struct {
		person string
		said   bool
	}
	sequence := make(map[way][]*word)
	for _, w := range j.words {
		if w.kind == note || w.kind == refused || w.acked.IsZero() {
			continue
		}
		list := j.shown[w]
		switch {
		case len(list) == 0 && j.reported[w]:
			j.Reported++
			continue
		case len(list) == 0 && w.gone:
			continue // it was changed before it was sent; what took its place counts
		case len(list) == 0:
			j.Lost++
			continue
		}
		j.Took = append(j.Took, max(list[0].began.Sub(w.acked), 0))
		again := j.again(list)
		if w.instead == nil {
			sequence[way{w.person, w.kind == said}] = append(sequence[way{w.person, w.kind == said}], w)
		} else if j.left(list[len(list)-1], w) && !again {
			j.Stale++
		}
	}
	for _, words := range sequence {
		slices.SortFunc(words, func(a, b *word) int { return a.n - b.n })
		for i := 1; i < len(words); i++ {
			if j.shown[words[i]][0].began.Before(j.shown[words[i-1]][0].began) {
				j.Disordered++
			}
		}
	}
}

// again counts how often a word was shown once more.
func (j *judging) again(list []sight) (repeated bool) {
	before := make(map[string]sight)
	for _, s := range list {
		if s.Edits != "" {
			continue // it is the same message
		}
		last, same := before[s.Key]
		before[s.Key] = s
		if !same {
			continue
		}
		repeated = true
		j.Repeated++
		if !j.killed[last.Process] || last.Process == s.Process {
			j.Unexplained++
		}
	}
	if len(before) > 1 {
		j.Doubled += len(before) - 1
	}
	return repeated
}

// left reports that the words that a change took away still stand somewhere.
func (j *judging) left(s sight, w *word) bool {
	old := j.shown[w.instead]
	if len(old) > 1 { // repeated after a kill: nobody knows of the first
		old = old[len(old)-1:]
	}
	for _, o := range old {
		if strings.Contains(j.now[place{o.Room, o.id}], w.instead.text) {
			return true
		}
	}
	return !strings.Contains(j.now[place{s.Room, s.id}], w.text)
}

// indexOf is the number of a person by name.
func indexOf(person string) (n int) {
	m, err := messageOf(person + "/0")
	if err != nil {
		return 0
	}
	return m.person
}
