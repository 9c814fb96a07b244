// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ossf/package-manager-landscape/probes/adoption/adoptiontest"
)

// trusting is the program as a process that trusts the authority of a file alone, or the
// system's where it is "".
func trusting(t *testing.T, ca string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program(t), args...)
	cmd.Env = append(os.Environ(), "SSL_CERT_DIR="+t.TempDir())
	if ca != "" {
		cmd.Env = append(cmd.Env, "SSL_CERT_FILE="+ca)
	}
	return cmd
}

// Run and worker meet over TLS, with a password and an authority of one's own.
func TestQueueOverTLS(t *testing.T) {
	t.Parallel()
	redis := startTLS(t, false, []string{"127.0.0.1"}, "--requirepass", "right")
	queue := "rediss://:right@" + redis.Address
	made := &adoptiontest.Registry{Ecosystem: "hex", Packages: 40, Seed: 4}
	server := httptest.NewServer(made)
	defer server.Close()
	var said saidLog
	worker := trusting(t, redis.CAFile, "worker", "--queue", queue)
	worker.Stdout, worker.Stderr = &said, &said
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = worker.Process.Kill(), worker.Wait() })
	out := filepath.Join(t.TempDir(), "out")
	run := trusting(t, redis.CAFile, "adoption", "--ecosystem", "hex", "--cohort", madeCohort(t, made), "--out", out, "--queue", queue, "--origins", "*="+server.URL, "--allow-private", "--no-pace")
	if text, err := run.CombinedOutput(); err != nil || !strings.Contains(string(text), "40 of 40 packages read") {
		t.Fatalf("%v\n%s\n%s", err, text, &said)
	}
	sameTotals(t, made, out)
}

// A server that cannot be trusted, or does not let in, is named in one line.
func TestUntrustedQueue(t *testing.T) {
	t.Parallel()
	locked := startTLS(t, false, []string{"127.0.0.1"}, "--requirepass", "right")
	elsewhere := startTLS(t, false, []string{"redis.example", "192.0.2.1"})
	expired := startTLS(t, true, []string{"127.0.0.1"})
	gone := startTLS(t, false, []string{"127.0.0.1"})
	gone.Kill()
	for _, test := range []struct{ name, ca, queue, want string }{
		{"unknown authority", "", "rediss://:s3cret@" + locked.Address, "of an authority that is not known here: name its file in SSL_CERT_FILE"},
		{"another authority", expired.CAFile, "rediss://:s3cret@" + locked.Address, "of an authority that is not known here: name its file in SSL_CERT_FILE"},
		{"another host", elsewhere.CAFile, elsewhere.URL(), "has a certificate that is not valid for it: "},
		{"expired", expired.CAFile, expired.URL(), "has a certificate that is not valid for it: "},
		{"no password", locked.CAFile, locked.URL(), "asks for a password"},
		{"wrong password", locked.CAFile, "rediss://:s3cret@" + locked.Address, "refuses the user or the password"},
		{"no answer", gone.CAFile, "rediss://:s3cret@" + gone.Address, "does not answer: "},
		{"without TLS", locked.CAFile, "redis://:s3cret@" + locked.Address, "look at host, port and scheme"},
	} {
		for _, command := range [][]string{{"worker"}, {"adoption", "--ecosystem", "npm", "--cohort", "top-10", "--out", filepath.Join(t.TempDir(), "out")}} {
			text, err := trusting(t, test.ca, append(command, "--queue", test.queue)...).CombinedOutput()
			status := -1
			if ended, ok := err.(*exec.ExitError); ok { //nolint:errorlint // as it comes
				status = ended.ExitCode()
			}
			line := strings.TrimSpace(string(text))
			if status != 3 || !strings.Contains(line, "landscape: --queue: ") || !strings.Contains(line, test.want) || strings.Contains(line, "\n") || strings.Contains(line, "s3cret") {
				t.Errorf("%s, %s: status %d, %s, want %s", test.name, command[0], status, line, test.want)
			}
		}
	}
}
