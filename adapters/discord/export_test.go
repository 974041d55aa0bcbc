package discord

import "time"

// Hurry shortens what Discord's own pace makes long.
func (a *Adapter) Hurry(lease time.Duration) { a.pace, a.lease = 0, lease }
