// SPDX-License-Identifier: Apache-2.0

package recording

import (
	"net/http"
	"net/url"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/spool"
)

// Question is one request as it was made. Of its headers only Accept tells it from
// others.
type Question struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte
}

// Answer is one whole answer, its body decoded.
type Answer struct {
	Status int
	Header http.Header
	Body   spool.Content
	At     time.Time // when it came, UTC
}

// Failure says why there was no answer.
type Failure struct {
	Kind string // one of the transport's
	URL  string
	Text string
	At   time.Time // UTC
}

func (f *Failure) Error() string { return f.Kind + ": " + f.Text }
