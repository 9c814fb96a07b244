// SPDX-License-Identifier: Apache-2.0

package faulttest

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
)

// Fault is one way for an answer to go wrong.
type Fault string

// The faults. None is the answer of the server's own handler.
const (
	None          Fault = ""
	Reset         Fault = "reset"          // the connection is reset before an answer
	ResetBody     Fault = "reset-body"     // and in the middle of a body
	Stall         Fault = "stall"          // half a body, then nothing
	Slow          Fault = "slow"           // a byte now and then, without end
	Truncated     Fault = "truncated"      // less than Content-Length says
	TruncatedGzip Fault = "truncated-gzip" // half of the compressed body, with a Content-Length that fits
	GzipBomb      Fault = "gzip-bomb"      // 10 GB of nothing in a few MB
	Endless       Fault = "endless"        // a body that never ends, as fast as it is read
	WrongType     Fault = "wrong-type"     // the right body as image/png
	BotWall       Fault = "bot-wall"       // HTML that asks for JavaScript, with status 200
	RedirectLoop  Fault = "redirect-loop"
	TooMany       Fault = "429" // with Retry-After: 0
	ServerError   Fault = "500"
	Unavailable   Fault = "503"
	InvalidJSON   Fault = "invalid-json" // JSON that breaks off
	DeepJSON      Fault = "deep-json"    // a million arrays in each other
	TLS           Fault = "tls"          // a redirect to a host with a bad certificate
	DNS           Fault = "dns"          // a redirect to a host that does not exist
)

// All are all faults but None.
func All() []Fault {
	return []Fault{Reset, ResetBody, Stall, Slow, Truncated, TruncatedGzip, GzipBomb, Endless, WrongType, BotWall,
		RedirectLoop, TooMany, ServerError, Unavailable, InvalidJSON, DeepJSON, TLS, DNS}
}

// Always chooses one fault for every request.
func Always(f Fault) func(*http.Request) Fault {
	return func(*http.Request) Fault { return f }
}

// Seeded chooses a fault for a share of the URLs. The same URL gets the same
// one every time, in whatever order it is asked, so retries do not help.
func Seeded(seed uint64, share float64, among ...Fault) func(*http.Request) Fault {
	if len(among) == 0 {
		among = All()
	}
	return func(req *http.Request) Fault {
		h := fnv.New64a()
		_ = binary.Write(h, binary.LittleEndian, seed)
		_, _ = h.Write([]byte(req.Method + " " + req.Host + req.URL.RequestURI()))
		rnd := rand.New(rand.NewPCG(seed, h.Sum64()))
		if rnd.Float64() >= share {
			return None
		}
		return among[rnd.IntN(len(among))]
	}
}
