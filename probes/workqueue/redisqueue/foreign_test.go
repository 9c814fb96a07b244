// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/workqueue"
	"github.com/ossf/package-manager-landscape/probes/workqueue/redisqueue/redistest"
)

// What others put into Redis is no work and no result of ours.
func TestForeignBytes(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	other, _ := connect(t, server.URL())
	ctx, big := t.Context(), strings.Repeat("x", 3*LargestResult)
	other.client.ZAdd(ctx, runsKey, scored("../../etc"), scored(strings.Repeat("0", 32)), scored(strings.Repeat("a", 32)), scored(strings.Repeat("b", 32)))
	other.client.Set(ctx, orderKey(strings.Repeat("a", 32)), "not an order", 0)
	other.client.Set(ctx, orderKey(strings.Repeat("b", 32)), big, 0)

	r, said := connect(t, server.URL())
	served, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- r.Serve(served, 4, func(_ context.Context, order []byte) (workqueue.Work, func(), error) {
			if len(order) > largestItem || string(order) != "made" {
				return nil, nil, errors.New("not an order")
			}
			return number, func() {}, nil
		})
	}()
	said.wait(t, "takes no part in run aaaaaaaa: not an order")
	said.wait(t, "takes no part in run bbbbbbbb: not an order")
	for _, test := range []struct{ value, want string }{
		{`{"result":"bg=="}`, ""},
		{`{"result":"bg==","more":1}`, "is not one"},
		{`{"result":"bg=="}{}`, "is not one"},
		{`{}`, "is not one"},
		{`{"result":"bg==","later":true}`, "is not one"},
		{big, "is not one"},
		{`{"failed":"no such thing"}`, "no such thing"},
	} {
		// The result is there before a worker begins.
		hold := make(chan struct{})
		q := other.Queue([]byte("made"))
		items := func(yield func(workqueue.Item) bool) {
			<-hold
			yield(workqueue.Item{ID: "item-", Data: nil})
		}
		run := make(chan error, 1)
		go func() { run <- q.Run(ctx, "", items, nil, func(workqueue.Item, []byte) error { return nil }) }()
		until(t, "the run is announced", func() bool {
			names, _ := other.client.ZRange(ctx, runsKey, 0, -1).Result()
			for _, name := range names {
				if order := other.client.Get(ctx, orderKey(name)).Val(); order == "made" {
					other.client.HSet(ctx, resultsKey(name), "item-", test.value, strings.Repeat("i", 2*longestID), "x", "another", "y")
					other.client.LPush(ctx, asynqKey(name, "pending"), "99")
					return true
				}
			}
			return false
		})
		close(hold)
		if err := <-run; (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.60s: %v, want %q", test.value, err, test.want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// listen answers every connection with a text, or with nothing.
func listen(t *testing.T, text string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				for {
					if _, err := in.ReadString('\n'); err != nil {
						return
					}
					if text != "" {
						_, _ = io.WriteString(c, text)
					}
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// What cannot be used is named in one line, without the password.
func TestBadAddresses(t *testing.T) {
	t.Parallel()
	locked, open := redistest.Start(t, "--requirepass", "right"), redistest.Start(t)
	gone := redistest.Start(t)
	gone.Kill()
	web := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(web.Close)
	for _, test := range []struct{ address, want string }{
		{"redis://" + gone.Address, "redis://" + gone.Address + " does not answer: "},
		{"redis://user:s3cret@" + gone.Address + "/3", "redis://" + gone.Address + "/3 does not answer: "},
		{"redis://" + locked.Address, "redis://" + locked.Address + " asks for a password"},
		{"redis://:s3cret@" + locked.Address, " refuses the user or the password"},
		{"redis://me:s3cret@" + locked.Address, " refuses the user or the password"},
		{"redis://" + open.Address + "/99", " refuses: "},
		{"rediss://:s3cret@" + open.Address, "does not answer within 5s: look at host, port and scheme"},
		{"redis://" + strings.TrimPrefix(web.URL, "http://"), "not as a Redis server does"},
		{"redis://" + listen(t, "220 mail.example ESMTP\r\n"), "not as a Redis server does"},
		{"redis://" + listen(t, "+OK\r\n"), "not as a Redis server does"},
		{"redis://" + listen(t, ":1\r\n"), "not as a Redis server does"},
		{"redis://" + listen(t, ""), "does not answer within 5s"},
		{"http://me:s3cret@" + open.Address, "http://" + open.Address + " is not the address of a Redis server"},
		{"redis://h:6379/0?s3cret=1", "redis://h:6379/0 is not the address"},
		{"redis://:s3cret/x@h:6379", "not the address of a Redis server"},
		{"redis://:12/s3cret@h:6379", "not the address of a Redis server"},
		{"redis://u:12/s3cret@h:6379", "not the address of a Redis server"},
		{"redis://:12#s3cret@h:6379", "not the address of a Redis server"},
		{"redis://:p%zzs3cret@h", "not the address of a Redis server"},
		{open.Address, "not the address of a Redis server"},
		{"redis:" + open.Address, "not the address of a Redis server"},
		{"redis://", "not the address of a Redis server"},
		{"", "not the address of a Redis server"},
		{"unix:///nowhere/s.sock", "unix:///nowhere/s.sock does not answer"},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			r, err := Open(context.Background(), test.address, slog.New(slog.DiscardHandler))
			if err == nil {
				_ = r.Close()
				t.Fatalf("%s: no error", test.address)
			}
			if text := err.Error(); !strings.Contains(text, test.want) || strings.Contains(text, "s3cret") || strings.ContainsAny(text, "\r\n") {
				t.Errorf("%s: %s, want %s", test.address, text, test.want)
			}
		})
	}
	r, err := Open(t.Context(), "redis://:right@"+locked.Address+"/2?dial_timeout=3s", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
}
