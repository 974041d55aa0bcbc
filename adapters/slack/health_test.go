package slack_test

import (
	"errors"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/port"
)

// A channel of the settings that cannot be written to is a fault; another channel is not.
func TestFaultsOfConfiguredChannels(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	send := func(channel string) error {
		_, err := w.adapter.Send(t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Channel: channel, Thread: "1.1"}, Reply: small})
		return err
	}
	for _, code := range []string{"not_in_channel", "channel_not_found", "is_archived"} {
		for _, channel := range []string{"CSUPPORT", "CDESK"} {
			w.refuse("chat.postMessage", code)
			if err := send(channel); !errors.Is(err, port.ErrGone) {
				t.Errorf("%s: %v", code, err)
			}
			if err := w.adapter.Ready(); err == nil || !strings.Contains(err.Error(), channel) {
				t.Errorf("%s in %s: ready is %v", code, channel, err)
			}
			w.refuse("chat.postMessage", "internal_error")
			_ = send(channel) // it says nothing about the channel
			if w.adapter.Ready() == nil {
				t.Errorf("%s in %s is forgotten", code, channel)
			}
			w.refuse("", "")
			if err := send(channel); err != nil || w.adapter.Ready() != nil {
				t.Errorf("mended: %v, %v", err, w.adapter.Ready())
			}
		}
		w.refuse("chat.postMessage", code)
		if err := send("CELSEWHERE"); !errors.Is(err, port.ErrGone) || w.adapter.Ready() != nil {
			t.Errorf("elsewhere: %v, %v", err, w.adapter.Ready())
		}
		w.refuse("", "")
	}
}
