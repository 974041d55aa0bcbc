package app

import (
	"strings"

	"aktivering/adapters/web"
	"aktivering/adapters/web/push"
	"aktivering/internal/settings"
)

// reach adds to the options of the chat how those are reached who have closed it.
func reach(o settings.Serve, to *web.Options) error {
	// Browsers let only pages by HTTPS, or of this machine, ask.
	subject := "https://localhost"
	if strings.HasPrefix(o.Web.PublicURL, "https://") {
		subject = o.Web.PublicURL
	}
	to.Push = &push.Options{Subject: subject}
	if o.Mail.Addr == "" {
		return nil
	}
	s, err := o.Mail.Sender()
	if err != nil {
		return settings.Errorf("SMTP_ADDR: %v", err)
	}
	to.Mail = s
	return nil
}
