package settings

import "testing"

func TestListenAddr(t *testing.T) {
	for addr, good := range map[string]bool{
		"127.0.0.1:8080": true, ":8080": true, "[::1]:0": true, "localhost:80": true,
		"": false, "8080": false, "host:port": false, "http://host:80": false, "host:99999": false, "host:": false,
	} {
		if err := ListenAddr(addr).Faults(); (err == nil) != good {
			t.Errorf("%q: %v", addr, err)
		}
	}
}
