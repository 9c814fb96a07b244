// SPDX-License-Identifier: Apache-2.0

package redistest

import (
	"bufio"
	"crypto/tls"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// Server is a redis-server that can be stopped and started again with what it kept.
type Server struct {
	Address string // host:port
	CAFile  string // of --tls-ca-cert-file: whom its certificate is of, as PEM; "" without TLS
	t       testing.TB
	args    []string
	cmd     *exec.Cmd
	ended   chan struct{} // closed
}

// Start starts a server that keeps an append-only file, unless args say otherwise; it
// ends with the test. Where redis-server is missing it is installed, if that is allowed.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	install(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(address)
	own := []string{"--bind", "127.0.0.1", "--port", port, "--dir", t.TempDir(), "--save", "", "--appendonly", "yes"}
	s := &Server{Address: address, t: t, args: append(own, args...)}
	if i := slices.Index(args, "--tls-ca-cert-file"); i >= 0 {
		s.CAFile = args[i+1]
		own[2], own[3] = "--tls-port", port
		s.args = append(append(own, "--port", "0"), args...)
	}
	s.StartAgain()
	t.Cleanup(s.Kill)
	return s
}

// URL is the server's address for --queue.
func (s *Server) URL() string {
	if s.CAFile != "" {
		return "rediss://" + s.Address
	}
	return "redis://" + s.Address
}

// StartAgain starts the server, and waits until it has read what it kept.
func (s *Server) StartAgain() {
	s.t.Helper()
	s.cmd = exec.Command("redis-server", s.args...)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	cmd, ended := s.cmd, make(chan struct{})
	s.ended = ended
	go func() {
		defer close(ended)
		_ = cmd.Wait() // how it ends is what it is asked for
	}()
	for !s.answers() {
		select {
		case <-ended:
			s.t.Fatalf("redis-server %q: %s", s.args, cmd.ProcessState)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// answers says whether the server serves, were it only to ask for a password.
func (s *Server) answers() bool {
	c, err := net.DialTimeout("tcp", s.Address, time.Second)
	if err != nil {
		return false
	}
	if s.CAFile != "" {
		c = tls.Client(c, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // whether it is up is asked, and nothing told
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	line, _ := bufio.NewReader(c).ReadString('\n')
	return strings.HasPrefix(line, "+PONG") || strings.HasPrefix(line, "-NOAUTH")
}

// Stop lets the server end in order.
func (s *Server) Stop() { s.end(os.Interrupt) }

// Kill ends the server as it stands.
func (s *Server) Kill() { s.end(os.Kill) }

func (s *Server) end(how os.Signal) {
	if s.ended != nil {
		_ = s.cmd.Process.Signal(how)
		<-s.ended
		s.ended = nil
	}
}

// install sees to redis-server: Debian's package where it may, a clear word where not.
func install(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return
	}
	if os.Geteuid() == 0 {
		out, err := exec.CommandContext(t.Context(), "sh", "-c", "apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends redis-server").CombinedOutput()
		if _, missing := exec.LookPath("redis-server"); err == nil && missing == nil {
			return
		}
		t.Logf("apt-get: %v\n%s", err, out)
	}
	t.Fatal("no redis-server, which this test needs, and it may not be installed from here: install it (Debian: apt-get install redis-server)")
}
