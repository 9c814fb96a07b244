// SPDX-License-Identifier: Apache-2.0

package website

import (
	"bytes"
	"io"
	"net/http"
)

// written is a response in the making, without a server.
type written struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *written) Header() http.Header         { return w.header }
func (w *written) WriteHeader(status int)      { w.status = status }
func (w *written) Write(b []byte) (int, error) { return w.body.Write(b) }

func (w *written) response(r *http.Request) *http.Response {
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	return &http.Response{
		StatusCode: status, Header: w.header, Request: r, ProtoMajor: 1, ProtoMinor: 1,
		ContentLength: int64(w.body.Len()), Body: io.NopCloser(&w.body),
	}
}
