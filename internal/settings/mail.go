package settings

import (
	"errors"
	"fmt"

	"aktivering/adapters/web/mail"
)

// Mail are the settings of the mail server by which those who have closed the chat page are told of
// answers, where they ask for it. Without an address, none are.
type Mail struct {
	Addr     string `name:"smtp-addr" env:"SMTP_ADDR" placeholder:"HOST:PORT" help:"The mail server that tells people who have closed the chat page of answers, if they ask for it, such as smtp.example.no:587. It needs SMTP_FROM, and PUBLIC_URL for the link that leads back."`
	From     string `name:"smtp-from" env:"SMTP_FROM" placeholder:"ADDRESS" help:"The address that these mails come from."`
	User     string `name:"smtp-user" env:"SMTP_USER" placeholder:"NAME" help:"The user at the mail server, if it asks for one."`
	Password string `name:"smtp-password" env:"SMTP_PASSWORD" secret:"" placeholder:"PASSWORD" help:"The password of that user. ${env} or ${env}_FILE."`
	TLS      string `name:"smtp-tls" env:"SMTP_TLS" enum:"starttls,tls,off" default:"starttls" placeholder:"HOW" help:"How the connection to the mail server is encrypted: starttls, tls from the beginning (port 465), or off for a server on the same machine. The default is ${default}."`
}

// faults returns all that is wrong with the settings of mails.
func (m Mail) faults(w Web) error {
	if m.Addr == "" {
		return unless(m.From == "" && m.User == "" && m.Password == "", "SMTP_FROM, SMTP_USER or SMTP_PASSWORD is set, but SMTP_ADDR is not")
	}
	_, err := m.Sender()
	if err != nil {
		err = Errorf("SMTP_ADDR and SMTP_FROM: %v", err)
	}
	return errors.Join(err,
		unless(w.PublicURL != "", "SMTP_ADDR is set, but PUBLIC_URL is missing; the link in a mail has to lead back there"),
		unless(w.Served(), "SMTP_ADDR is set, but WEB is off; only those who write on the chat page are told by e-mail"),
		unless(m.Password == "" || m.User != "", "SMTP_PASSWORD is set, but SMTP_USER is missing"),
		unless(m.User == "" || m.TLS != "off", "SMTP_USER is set, but SMTP_TLS is off; the password would go in the clear"),
	)
}

// Sender makes what sends mails.
func (m Mail) Sender() (*mail.Sender, error) {
	s, err := mail.New(mail.Options{Addr: m.Addr, From: m.From, User: m.User, Password: m.Password, TLS: mail.TLS(m.TLS)})
	if err != nil {
		return nil, fmt.Errorf("e-mail: %w", err)
	}
	return s, nil
}
