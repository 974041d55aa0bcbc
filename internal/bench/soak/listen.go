package main

import (
	"net"
	"net/http"
	"time"
)

// listen serves what plays a platform, at the URL that it returns, until Close.
func listen(h http.Handler) (url string, server *http.Server, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is there at once
	if err != nil {
		return "", nil, err
	}
	server = &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), server, nil
}

// refuse turns a sending away for a moment, and says for how long if it asks to wait.
func refuse(w http.ResponseWriter, asks bool) {
	if !asks {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusTooManyRequests)
}
