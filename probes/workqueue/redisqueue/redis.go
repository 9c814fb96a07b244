// SPDX-License-Identifier: Apache-2.0

package redisqueue

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Redis is a connection to a Redis server.
type Redis struct {
	client *redis.Client
	name   string // its address, without user, password and options
	log    *slog.Logger

	mu   sync.Mutex
	gone bool // it was said that the server does not answer
}

// ErrAddress says that an address is not one of a Redis server.
var ErrAddress = errors.New("not the address of a Redis server: write redis://HOST:PORT, or rediss://HOST:PORT for TLS; in a password write / ? # @ as %2F %3F %23 %40")

const (
	firstAnswer = 5 * time.Second        // how long a server may take to answer at first
	againAfter  = 250 * time.Millisecond // between two looks at a server that is gone
)

// quietly keeps go-redis from writing to standard error: what fails is said once.
var quietly = sync.OnceFunc(func() { redis.SetLogger(silentLog{}) })

type silentLog struct{}

func (silentLog) Printf(context.Context, string, ...any) {}

// Open connects to redis://, rediss:// or unix://. Its error is one line that never
// holds the password. Close must follow.
func Open(ctx context.Context, address string, log *slog.Logger) (*Redis, error) {
	quietly()
	name, err := publicName(address)
	if err != nil {
		return nil, err
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, fmt.Errorf("%s is %w", name, ErrAddress) // the client's own words may hold a password
	}
	options.ContextTimeoutEnabled, options.DialerRetries = true, 1
	options.PoolSize = max(options.PoolSize, 128) // a worker has as many items under way
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	r := &Redis{client: redis.NewClient(options), name: name, log: log}
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	if err := r.ping(ctx); err != nil {
		_ = r.client.Close()
		return nil, fmt.Errorf("%s %s", name, describe(err))
	}
	return r, nil
}

// Close ends the connection.
func (r *Redis) Close() error { return r.client.Close() }

// Name is the server's address without user, password and options.
func (r *Redis) Name() string { return r.name }

// publicName is an address without what is secret in it.
func publicName(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" || u.Fragment != "" || u.Host == "" && u.Scheme != "unix" {
		return "", ErrAddress
	}
	switch u.Scheme {
	case "redis", "rediss":
		if strings.Trim(u.Path, "/0123456789") != "" {
			return "", ErrAddress // a path may be part of a password that was not escaped
		}
	case "unix":
	default:
		return "", fmt.Errorf("%s://%s is %w", u.Scheme, u.Host, ErrAddress)
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.Path, "/"), nil
}

var errNoRedis = errors.New("not a Redis server")

func (r *Redis) ping(ctx context.Context) error {
	said, err := r.client.Ping(ctx).Result()
	if err == nil && said != "PONG" {
		return errNoRedis
	}
	return err
}

// describe says in plain words why a server does not do what is asked.
func describe(err error) string {
	text := err.Error()
	var reply redis.Error
	var unknown x509.UnknownAuthorityError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &unknown):
		return fmt.Sprintf("has a certificate of an authority that is not known here: name its file in SSL_CERT_FILE (%.200s)", text)
	case errors.As(err, &certificate):
		return fmt.Sprintf("has a certificate that is not valid for it: %.300s", certificate.Err)
	case strings.Contains(text, "NOAUTH"):
		return "asks for a password: write it as in redis://:PASSWORD@HOST:PORT"
	case strings.Contains(text, "WRONGPASS"), strings.Contains(text, "invalid password"), strings.Contains(text, "invalid username-password"):
		return "refuses the user or the password"
	case strings.Contains(text, "without any password configured"):
		return "has no password: leave it out of the address"
	case errors.As(err, &reply):
		return fmt.Sprintf("refuses: %.200q", text)
	case errors.Is(err, errNoRedis), strings.HasPrefix(text, "redis: "), strings.Contains(text, "tls: first record"):
		return "answers, but not as a Redis server does: look at host, port and scheme"
	case errors.Is(err, io.EOF):
		return "ends the connection before it answers: look at host, port and scheme"
	case errors.Is(err, context.DeadlineExceeded), strings.Contains(text, "i/o timeout"):
		return fmt.Sprintf("does not answer within %s: look at host, port and scheme", firstAnswer)
	}
	return fmt.Sprintf("does not answer: %.200s", text)
}

// mayPass says whether waiting may help: the server is gone, starts, or is not the
// one that is written to.
func mayPass(err error) bool {
	var reply redis.Error
	if !errors.As(err, &reply) {
		return true
	}
	passing := []string{"LOADING", "READONLY", "MISCONF", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "BUSY", "ERR max number of clients"}
	return slices.ContainsFunc(passing, func(state string) bool { return strings.HasPrefix(reply.Error(), state) })
}

// do repeats an operation until it succeeds, however long the server is gone. Its error
// is the context's, or what waiting does not help against. What went wrong is asked for
// with a ping, as asynq's errors are texts.
func (r *Redis) do(ctx context.Context, operation func(context.Context) error) error {
	for refused := 0; ; {
		err := operation(ctx)
		if err == nil {
			r.sayBack()
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch why := r.ping(ctx); {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case why == nil:
			if refused++; refused > 3 {
				return fmt.Errorf("%s refuses: %.200q", r.name, err.Error())
			}
		case mayPass(why):
			r.sayGone(why)
		default:
			return fmt.Errorf("%s %s", r.name, describe(why))
		}
		if err := sleep(ctx, againAfter); err != nil {
			return err
		}
	}
}

// request repeats what gives a value, as do repeats an operation.
func request[T any](ctx context.Context, r *Redis, of func(context.Context) (T, error)) (value T, err error) {
	err = r.do(ctx, func(ctx context.Context) (err error) {
		value, err = of(ctx)
		return err
	})
	return value, err
}

// sayGone says once that the server is gone.
func (r *Redis) sayGone(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.gone {
		r.gone = true
		r.log.Warn(r.name + " " + describe(err) + "; paused until it answers, nothing is lost")
	}
}

// sayBack says once that it is back.
func (r *Redis) sayBack() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		r.gone = false
		r.log.Info(r.name + " answers again; going on")
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
