// SPDX-License-Identifier: Apache-2.0

package recording

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/ossf/package-manager-landscape/probes/transport/warc"
)

// Writer writes a run's exchanges as WARC/1.1: a request and a response
// record each, or a request and a metadata record that says why there was no
// answer. Bodies stand as they were read, decoded; URLs and the Host header are
// the original ones, whatever origin answered. No record holds a credential.
type Writer struct {
	mu     sync.Mutex
	name   string
	hidden map[string]bool
	place  func(part, name string) error
	file   *os.File
	zip    *gzip.Writer // nil: plain
	err    error        // the first; nothing is written after it
}

// The fields of a record that says why there was no answer.
const (
	fieldKind  = "landscape-error-kind"
	fieldURL   = "landscape-error-url"
	fieldError = "landscape-error"
)

// software is who made a recording, as its first record says.
const software = "package-manager-landscape"

// PartSuffix ends the name of a recording whose run is under way, or was killed.
const PartSuffix = ".part"

// Begin says what the first record tells of a run.
type Begin struct {
	UserAgent string
	At        time.Time
	Hidden    map[string]bool               // headers that are never written, in canonical form
	Place     func(part, name string) error // puts the whole recording in its place; nil: os.Rename
}

// Create begins a recording as NAME.part.
func Create(name string, begin Begin) (*Writer, error) {
	file, err := os.OpenFile(name+PartSuffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s is there already: go on with the run that left it, or move it away", name+PartSuffix)
	}
	if err != nil {
		return nil, err
	}
	r := writerOn(name, file, begin)
	info := warc.Record{Type: "warcinfo", MIME: warc.Fields, At: begin.At}
	info.Block = warc.Lines("software", software, "format", "WARC File Format 1.1",
		"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
		"http-header-user-agent", begin.UserAgent)
	if err := r.put(&info); err != nil {
		_ = file.Close()
		return nil, err
	}
	return r, nil
}

func writerOn(name string, file *os.File, begin Begin) *Writer {
	r := &Writer{name: name, place: begin.Place, file: file, hidden: begin.Hidden}
	if r.place == nil {
		r.place = os.Rename
	}
	if strings.HasSuffix(name, ".gz") {
		r.zip = gzip.NewWriter(file)
	}
	return r
}

// Close puts the whole recording in its place.
func (r *Writer) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file == nil {
		return nil
	}
	err := cmp.Or(r.err, r.file.Sync(), r.file.Close())
	r.file = nil
	if err == nil {
		err = r.place(r.name+PartSuffix, r.name)
	}
	return err
}

// Write keeps one exchange, with the answer or, where that is nil, the failure; its
// records stand together. When that fails, the run goes on and Close says so: a full
// disk is not a fault of the sources.
func (r *Writer) Write(asked Question, ans *Answer, failed *Failure) {
	request := &warc.Record{Type: "request", MIME: warc.HTTPRequest, URL: asked.URL.String(), Block: r.requestBlock(asked)}
	var other *warc.Record
	if ans == nil {
		lines := warc.Lines(fieldKind, failed.Kind, fieldURL, failed.URL, fieldError, failed.Text)
		other = &warc.Record{Type: "metadata", MIME: warc.Fields, At: failed.At, Block: lines}
	} else {
		other = &warc.Record{Type: "response", MIME: warc.HTTPResponse, At: ans.At, Block: r.responseHead(ans), Body: ans.Body}
	}
	other.URL, request.At = request.URL, other.At
	other.ID, request.ID = warc.NewRecordID(), warc.NewRecordID()
	request.With, other.With = other.ID, request.ID
	_ = r.put(request, other)
}

func (r *Writer) put(records ...*warc.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	if r.file == nil {
		return os.ErrClosed
	}
	for _, record := range records {
		if r.err = r.one(record); r.err != nil {
			return r.err
		}
	}
	return nil
}

func (r *Writer) one(record *warc.Record) error {
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

func (r *Writer) requestBlock(asked Question) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", asked.Method, asked.URL.RequestURI(), asked.URL.Host)
	_ = asked.Header.WriteSubset(&b, r.hidden) // keeps line ends out of values; memory does not fail
	b.WriteString("\r\n")
	b.Write(asked.Body)
	return b.Bytes()
}

func (r *Writer) responseHead(ans *Answer) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", ans.Status, http.StatusText(ans.Status))
	_ = ans.Header.WriteSubset(&b, r.hidden)
	b.WriteString("\r\n")
	return b.Bytes()
}
