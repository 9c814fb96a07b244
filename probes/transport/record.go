// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/ossf/package-manager-landscape/probes/transport/warc"
)

// recorder writes a run's exchanges as WARC/1.1: a request and a response
// record each, or a request and a metadata record that says why there was no
// answer. Bodies stand as they were read, decoded; URLs and the Host header are
// the original ones, whatever origin answered. No record holds a credential.
type recorder struct {
	mu   sync.Mutex
	name string
	file *os.File
	zip  *gzip.Writer // nil: plain
	err  error        // the first; nothing is written after it
}

// The fields of a record that says why there was no answer.
const (
	fieldKind  = "landscape-error-kind"
	fieldURL   = "landscape-error-url"
	fieldError = "landscape-error"
)

// secretHeaders are never written.
var secretHeaders = append([]string{"Set-Cookie", "Set-Cookie2", RetrievedHeader, FromCacheHeader}, credentials...)

func newRecorder(name string, opts Options) (*recorder, error) {
	file, err := os.OpenFile(name+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	r := recorderOn(name, file)
	info := warc.Record{Type: "warcinfo", MIME: warc.Fields, At: opts.Began}
	info.Block = warc.Lines("software", "package-manager-landscape", "format", "WARC File Format 1.1",
		"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
		"http-header-user-agent", opts.UserAgent)
	if err := r.put(&info); err != nil {
		_ = file.Close()
		return nil, err
	}
	return r, nil
}

func recorderOn(name string, file *os.File) *recorder {
	r := &recorder{name: name, file: file}
	if strings.HasSuffix(name, ".gz") {
		r.zip = gzip.NewWriter(file)
	}
	return r
}

// close puts the whole recording in its place.
func (r *recorder) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file == nil {
		return nil
	}
	err := r.err
	if synced := r.file.Sync(); err == nil {
		err = synced
	}
	if closed := r.file.Close(); err == nil {
		err = closed
	}
	r.file = nil
	if err == nil {
		err = os.Rename(r.name+".part", r.name)
	}
	return err
}

// write keeps one exchange; its records stand together. When that fails, the
// run goes on and close says so: a full disk is no fault of the sources.
func (r *recorder) write(a *exchange, ans *response, failed error) {
	request := &warc.Record{Type: "request", MIME: warc.HTTPRequest, URL: a.url.String(), Block: requestBlock(a)}
	var other *warc.Record
	if failed != nil {
		other = failureRecord(failed)
	} else {
		other = &warc.Record{Type: "response", MIME: warc.HTTPResponse, At: ans.at, Block: responseHead(ans), Body: ans.body}
	}
	other.URL, request.At = request.URL, other.At
	other.ID, request.ID = warc.NewRecordID(), warc.NewRecordID()
	request.With, other.With = other.ID, request.ID
	_ = r.put(request, other)
}

func failureRecord(failed error) *warc.Record {
	var e *Error
	if !errors.As(failed, &e) {
		e = &Error{Kind: KindNetwork, At: time.Now(), Err: failed}
	}
	lines := warc.Lines(fieldKind, e.Kind, fieldURL, e.URL, fieldError, e.Err.Error())
	return &warc.Record{Type: "metadata", MIME: warc.Fields, At: e.At, Block: lines}
}

func (r *recorder) put(records ...*warc.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	if r.file == nil {
		return errClosed
	}
	for _, record := range records {
		if r.err = r.one(record); r.err != nil {
			return r.err
		}
	}
	return nil
}

func (r *recorder) one(record *warc.Record) error {
	if r.zip == nil {
		out := bufio.NewWriterSize(r.file, 64<<10)
		if err := record.Write(out); err != nil {
			return err
		}
		return out.Flush()
	}
	r.zip.Reset(r.file)
	if err := record.Write(r.zip); err != nil {
		return err
	}
	return r.zip.Close()
}

func requestBlock(a *exchange) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", a.method, a.url.RequestURI(), a.url.Host)
	writeHeader(&b, a.header)
	b.WriteString("\r\n")
	b.Write(a.body)
	return b.Bytes()
}

func responseHead(ans *response) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", ans.status, http.StatusText(ans.status))
	writeHeader(&b, ans.header)
	b.WriteString("\r\n")
	return b.Bytes()
}

// writeHeader keeps line ends out of values, and credentials altogether.
func writeHeader(w io.Writer, header http.Header) {
	kept := make(http.Header, len(header))
	for name, values := range header {
		if !slices.Contains(secretHeaders, name) {
			kept[name] = values
		}
	}
	_ = kept.Write(w) // to memory: it does not fail
}
