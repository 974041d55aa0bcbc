package tracing

import (
	"context"
	"errors"
	"fmt"

	"aktivering/bot/port"
)

// kindOf names the kind of an error, whose text can quote what somebody wrote.
func kindOf(err error) string {
	switch {
	case errors.Is(err, port.ErrBroken):
		return "broken"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return fmt.Sprintf("%T", err)
		}
		err = next
	}
}
