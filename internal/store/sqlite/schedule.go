package sqlite

import (
	"aktivering/bot"
	"aktivering/internal/store"
)

// scheduler picks the lane to work on next. Each platform has workers of its own, and its
// places take turns. Each call takes constant time.
type scheduler struct {
	// limits are how many lanes of a platform are worked on at a time, where that is not
	// to be store.MaxPerPlatform.
	limits    map[bot.Platform]int
	platforms map[bot.Platform]*platformQueue
	// waiting counts the lanes that wait for a worker, and working those that have one.
	waiting, working int
}

// platformQueue holds the lanes of a platform that wait for a worker.
type platformQueue struct {
	// ready are the places that have a lane to begin, in turn.
	ready   []*placeQueue
	places  map[string]*placeQueue // by channel; those without lanes are left out
	working int
	limit   int
}

// placeQueue holds the lanes of a place that wait for a worker.
type placeQueue struct {
	lanes   []lane
	working int
	ready   bool // it stands in its platform's ready
}

func (s *scheduler) reset() {
	s.platforms = make(map[bot.Platform]*platformQueue)
	s.waiting, s.working = 0, 0
}

// push puts a lane in the queue for a worker.
func (s *scheduler) push(l lane) {
	q, ok := s.platforms[l.platform]
	if !ok {
		q = &platformQueue{places: make(map[string]*placeQueue), limit: store.MaxPerPlatform}
		if limit, ok := s.limits[l.platform]; ok {
			q.limit = limit
		}
		s.platforms[l.platform] = q
	}
	at, ok := q.places[l.channel]
	if !ok {
		at = new(placeQueue)
		q.places[l.channel] = at
	}
	at.lanes = append(at.lanes, l)
	s.waiting++
	q.makeReady(at)
}

// makeReady adds a place to its platform's ready if it has a lane to begin.
func (q *platformQueue) makeReady(at *placeQueue) {
	if !at.ready && len(at.lanes) > 0 && at.working < store.MaxPerChannel {
		at.ready = true
		q.ready = append(q.ready, at)
	}
}

// next gives a worker to the lane whose turn it is. It returns false if no platform has both a
// lane to begin and a free worker.
func (s *scheduler) next() (l lane, ok bool) {
	for _, q := range s.platforms {
		if len(q.ready) == 0 || q.working >= q.limit {
			continue
		}
		at := q.ready[0]
		q.ready = q.ready[1:]
		at.ready = false
		l, at.lanes = at.lanes[0], at.lanes[1:]
		at.working++
		q.working++
		s.waiting--
		s.working++
		q.makeReady(at)
		return l, true
	}
	return l, false
}

// done frees the worker of a lane.
func (s *scheduler) done(l lane) {
	q := s.platforms[l.platform]
	at := q.places[l.channel]
	at.working--
	q.working--
	s.working--
	q.makeReady(at)
	if at.working == 0 && len(at.lanes) == 0 {
		delete(q.places, l.channel)
	}
}
