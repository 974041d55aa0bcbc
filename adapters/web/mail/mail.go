package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// TLS is how the connection to the server is encrypted.
type TLS string

// The ways to encrypt.
const (
	// StartTLS begins in the clear and insists on encryption.
	StartTLS TLS = "starttls"
	// Implicit is encrypted from the beginning.
	Implicit TLS = "tls"
	// Off never encrypts: for a server on the same machine.
	Off TLS = "off"
)

// Options are where the server is.
type Options struct {
	// Addr is host:port.
	Addr string
	// From is the sender's address.
	From           string
	User, Password string
	TLS            TLS
	// Config is for a server whose certificate is not of a public authority; nil is the system's.
	Config *tls.Config
}

// Sender hands messages to a server. It is safe for concurrent use.
type Sender struct {
	options Options
	host    string
	port    int
}

// sendTime is how long one message may take.
const sendTime = 20 * time.Second

// ErrAddress means that a text is no address that can be written to.
var ErrAddress = errors.New("this is no e-mail address")

// New returns a sender.
func New(o Options) (*Sender, error) {
	host, port, err := net.SplitHostPort(o.Addr)
	if err != nil {
		return nil, fmt.Errorf("mail: %q is no host:port", o.Addr)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || host == "" || n == 0 {
		return nil, fmt.Errorf("mail: %q is no host:port", o.Addr)
	}
	if o.From, err = ParseAddress(o.From); err != nil {
		return nil, fmt.Errorf("mail: the sender: %w", err)
	}
	if o.TLS == "" {
		o.TLS = StartTLS
	}
	return &Sender{o, host, int(n)}, nil
}

// Bounds of an address (RFC 5321, 4.5.3.1).
const (
	maxAddress = 254
	maxLocal   = 64
)

// ParseAddress returns an address as it is written to: without a name, one alone, its domain as DNS
// has it. It fails with ErrAddress.
func ParseAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	if len(text) > maxAddress || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c == 0x7f || strings.ContainsRune(`"<>(),:;[]\`, c) }) {
		return "", ErrAddress
	}
	a, err := netmail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text {
		return "", ErrAddress
	}
	at := strings.LastIndex(text, "@")
	local, domain := text[:at], text[at+1:]
	domain, err = idna.Lookup.ToASCII(domain)
	if err != nil || len(local) > maxLocal || len(local)+len(domain) > maxAddress || !strings.Contains(domain, ".") || strings.ContainsFunc(local, func(c rune) bool { return c > '~' }) {
		return "", ErrAddress
	}
	if last := domain[strings.LastIndex(domain, ".")+1:]; last == "" || strings.Trim(last, "0123456789") == "" {
		return "", ErrAddress
	}
	return local + "@" + domain, nil
}

// Message is a message to one person.
type Message struct{ To, Subject, Text string }

// Send hands a message to the server. It fails with ErrAddress where the address is none.
func (s *Sender) Send(ctx context.Context, m Message) error {
	to, err := ParseAddress(m.To)
	if err != nil {
		return err
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(msg.From(s.options.From), msg.To(to)); err != nil {
		return fmt.Errorf("mail: %w", ErrAddress) // the library's error quotes it
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetDate()
	msg.SetMessageIDWithValue(rand.Text() + s.options.From[strings.LastIndex(s.options.From, "@"):]) // else it names the machine
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	client, err := mail.NewClient(s.host, s.settings()...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("mail: %w", hideAddress(err))
	}
	return nil
}

func (s *Sender) settings() []mail.Option {
	domain := s.options.From[strings.LastIndex(s.options.From, "@")+1:]
	list := []mail.Option{mail.WithPort(s.port), mail.WithTimeout(sendTime), mail.WithHELO(domain)}
	switch s.options.TLS {
	case Implicit:
		list = append(list, mail.WithSSL())
	case Off:
		list = append(list, mail.WithTLSPolicy(mail.NoTLS))
	case StartTLS:
		list = append(list, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.options.Config != nil {
		c := s.options.Config.Clone()
		c.ServerName = s.host
		list = append(list, mail.WithTLSConfig(c))
	}
	if s.options.User != "" {
		list = append(list, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.options.User), mail.WithPassword(s.options.Password))
	}
	return list
}

// oneLine is a text without line breaks and other characters that steer.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7f }), " ")
}

// hideAddress leaves of an error what the server means, without what it quotes: a server repeats
// the address, which is the person's.
func hideAddress(err error) error {
	if e, ok := errors.AsType[*mail.SendError](err); ok {
		return fmt.Errorf("the server does not take it: %s (%d)", e.Reason, e.ErrorCode())
	}
	return err
}
