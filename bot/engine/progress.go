package engine

import "sync"

// progress holds what a task has done already, by the task's key, so that another try
// continues from there. The zero value is ready.
type progress[T any] struct {
	mu  sync.Mutex
	all map[string]T
}

// maxProgress bounds how many tasks are held: a task that another process completes
// is never forgotten here.
const maxProgress = 10_000

func (p *progress[T]) of(key string) (done T, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	done, ok = p.all[key]
	return done, ok
}

func (p *progress[T]) note(key string, done T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil || len(p.all) >= maxProgress {
		p.all = make(map[string]T)
	}
	p.all[key] = done
}

func (p *progress[T]) forget(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, key)
}
