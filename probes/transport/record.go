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
)

// recorder writes a run's exchanges as WARC/1.1: a request and a response
// record each, or a request and a metadata record that says why there was no
// answer. Bodies stand as they were read, decoded; URLs and the Host header are
// the original ones, whatever origin answered. No record holds a credential.
type recorder struct {
	mu    sync.Mutex
	name  string
	place func(part, name string) error
	file  *os.File
	zip   *gzip.Writer // nil: plain
	err   error        // the first; nothing is written after it
}

// software is who made a recording, as its first record says.
const software = "package-manager-landscape"

// secretHeaders are never written.
var secretHeaders = append([]string{"Set-Cookie", "Set-Cookie2", RetrievedHeader, FromCacheHeader}, credentials...)

func newRecorder(name string, opts Options) (*recorder, error) {
	file, err := os.OpenFile(name+PartSuffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s is there already: go on with the run that left it, or move it away", name+PartSuffix)
	}
	if err != nil {
		return nil, err
	}
	r := recorderOn(name, file, opts)
	info := warcRecord{kind: "warcinfo", mime: warcFields, at: opts.Began}
	info.block = warcLines("software", software, "format", "WARC File Format 1.1",
		"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
		"http-header-user-agent", opts.UserAgent)
	if err := r.put(&info); err != nil {
		_ = file.Close()
		return nil, err
	}
	return r, nil
}

func recorderOn(name string, file *os.File, opts Options) *recorder {
	r := &recorder{name: name, place: opts.Place, file: file}
	if r.place == nil {
		r.place = os.Rename
	}
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
		err = r.place(r.name+PartSuffix, r.name)
	}
	return err
}

// write keeps one exchange; its records stand together. When that fails, the
// run goes on and close says so: a full disk is no fault of the sources.
func (r *recorder) write(a *ask, ans *answer, failed error) {
	request := &warcRecord{kind: "request", mime: httpRequest, url: a.url.String(), block: requestBlock(a)}
	var other *warcRecord
	if failed != nil {
		other = failureRecord(failed)
	} else {
		other = &warcRecord{kind: "response", mime: httpResponse, at: ans.at, block: responseHead(ans), body: ans.body}
	}
	other.url, request.at = request.url, other.at
	other.id, request.id = newRecordID(), newRecordID()
	request.with, other.with = other.id, request.id
	_ = r.put(request, other)
}

func failureRecord(failed error) *warcRecord {
	var e *Error
	if !errors.As(failed, &e) {
		e = &Error{Kind: KindNetwork, At: time.Now(), Err: failed}
	}
	block := warcLines(fieldKind, e.Kind, fieldURL, e.URL, fieldError, e.Err.Error())
	return &warcRecord{kind: "metadata", mime: warcFields, at: e.At, block: block}
}

func (r *recorder) put(records ...*warcRecord) error {
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

func (r *recorder) one(record *warcRecord) error {
	if r.zip == nil {
		out := bufio.NewWriterSize(r.file, 64<<10)
		if err := record.writeTo(out); err != nil {
			return err
		}
		return out.Flush()
	}
	r.zip.Reset(r.file)
	if err := record.writeTo(r.zip); err != nil {
		return err
	}
	return r.zip.Close()
}

func requestBlock(a *ask) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", a.method, a.url.RequestURI(), a.url.Host)
	writeHeader(&b, a.header)
	b.WriteString("\r\n")
	b.Write(a.body)
	return b.Bytes()
}

func responseHead(ans *answer) []byte {
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
