package tracing

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"golang.org/x/net/http/httpguts"
	"google.golang.org/protobuf/proto"
)

const (
	// requestTimeout is how long one request may take, as OTEL_EXPORTER_OTLP_TIMEOUT has it.
	requestTimeout = 10 * time.Second
	// maxTries is how often the same spans are sent, with waits from minWait on that double, or
	// that the collector asks for, up to maxWait.
	maxTries = 4
	minWait  = 500 * time.Millisecond
	maxWait  = 5 * time.Second
	// maxAnswer is how much is read of an answer, in bytes, so that its connection can be reused.
	maxAnswer = 64 << 10
)

// client sends spans by OTLP/HTTP, as an otlptrace.Client. The exporter of OpenTelemetry's own that
// does so links all of gRPC: 5 MB of program and 4 MB of memory.
type client struct {
	url     string
	headers http.Header
	http    http.Client
	// after is time.After.
	after func(time.Duration) <-chan time.Time
}

func newClient(endpoint, headers string) (*client, error) {
	address, err := parseEndpoint(endpoint)
	if err != nil {
		return nil, err
	}
	header, err := parseHeaders(headers)
	if err != nil {
		return nil, err
	}
	return &client{
		url: address.JoinPath("v1", "traces").String(), headers: header, after: time.After,
		http: http.Client{
			Timeout: requestTimeout,
			// A redirect would take the headers, which are secret, to somewhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// parseEndpoint reads the base address of a collector.
func parseEndpoint(endpoint string) (*url.URL, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("not an address such as http://collector:4318")
	}
	return u, nil
}

// parseHeaders reads "name=value,name=value", where values are escaped as in addresses.
func parseHeaders(list string) (http.Header, error) {
	header := make(http.Header)
	for n, pair := range strings.Split(list, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !ok || err != nil || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return nil, fmt.Errorf("entry %d is no header such as name=value", n+1) // its text is secret
		}
		header.Set(name, value)
	}
	return header, nil
}

// Start implements otlptrace.Client; the first request connects.
func (c *client) Start(context.Context) error { return nil }

// Stop implements otlptrace.Client.
func (c *client) Stop(context.Context) error {
	c.http.CloseIdleConnections()
	return nil
}

// UploadTraces sends spans until the collector takes them, or refuses them for good, or has not
// taken them after maxTries, or ctx ends.
func (c *client) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	// The same bytes as those of an ExportTraceServiceRequest, whose package links gRPC.
	plain, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	if err != nil {
		return fmt.Errorf("encode spans: %w", err)
	}
	body := pack(plain)
	wait := minWait
	for try := 1; ; try++ {
		asked, again, err := c.post(ctx, body)
		if err == nil || !again || try == maxTries {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-c.after(min(max(wait, asked), maxWait)):
		}
		wait *= 2
	}
}

// pack compresses a body.
func pack(plain []byte) []byte {
	var body bytes.Buffer
	packed := gzip.NewWriter(&body)
	_, _ = packed.Write(plain) // a buffer takes everything
	_ = packed.Close()
	return body.Bytes()
}

// post makes one request. again tells that another one may succeed, after the wait that was asked for.
func (c *client) post(ctx context.Context, body []byte) (wait time.Duration, again bool, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return 0, false, errors.New("the address cannot be read")
	}
	request.Header = c.headers.Clone()
	request.Header.Set("Content-Type", "application/x-protobuf")
	request.Header.Set("Content-Encoding", "gzip")
	answer, err := c.http.Do(request)
	if err != nil {
		if of, ok := errors.AsType[*url.Error](err); ok {
			err = of.Err // without the address, which may hold a secret
		}
		return 0, ctx.Err() == nil, fmt.Errorf("the collector cannot be reached: %w", err)
	}
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer))
	err = errors.Join(err, answer.Body.Close())
	switch code := answer.StatusCode; {
	case code/100 == 2:
		return 0, false, err
	case code == http.StatusTooManyRequests, code == http.StatusBadGateway, code == http.StatusServiceUnavailable, code == http.StatusGatewayTimeout:
		again = true
	}
	seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After")) // 0 where it names a date, or none
	return time.Duration(min(max(seconds, 0), int(maxWait/time.Second))) * time.Second, again, fmt.Errorf("the collector answers %s", answer.Status)
}
