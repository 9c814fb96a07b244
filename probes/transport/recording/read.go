// SPDX-License-Identifier: Apache-2.0

package recording

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"os"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/probes/transport/spool"
	"github.com/ossf/package-manager-landscape/probes/transport/warc"
)

// Recording answers from a WARC file of ours. Only where the answers lie is kept
// in memory. The same question asked again gets the next answer it got then, and
// the last one from then on.
type Recording struct {
	Torn error // why nothing was read beyond its last whole exchange; nil: it is whole

	file    *os.File
	most    int64
	whole   int64               // where the last whole exchange ends
	once    bool                // each answer is given once
	unasked func(*Failure) bool // failures that an answer of a later run replaces

	mu      sync.Mutex
	answers map[[sha256.Size]byte]*takes
}

// takes are the answers to one question, in their order.
type takes struct {
	at      []int64 // offsets
	next    int
	unasked bool // the last says that time was over
}

// add notes an answer. One that came when the run was taken up counts instead of
// none for want of time.
func (t *takes) add(at int64, unasked bool) {
	if t.unasked {
		t.at = t.at[:len(t.at)-1]
	}
	t.at, t.unasked = append(t.at, at), unasked
}

// ErrNotRecorded says that a question was not asked in the run.
var ErrNotRecorded = errors.New("not in the recording")

// Open reads where the answers of a recording lie. A body has at most so many bytes
// (not above 0: any). A failure that unasked names counts only where no later answer
// takes its place.
func Open(name string, maxBody int64, unasked func(*Failure) bool) (*Recording, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r := &Recording{file: file, unasked: unasked, answers: make(map[[sha256.Size]byte]*takes)}
	if maxBody > 0 {
		r.most = maxBody + 1<<20
	}
	err = r.index()
	if err != nil && r.whole > 0 && strings.HasSuffix(name, PartSuffix) {
		r.Torn, err = err, nil // its run was killed as it wrote
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// Close gives the file back.
func (r *Recording) Close() error { return r.file.Close() }

// index reads the file once: a request goes with the record that is concurrent to it.
func (r *Recording) index() error {
	questions := make(map[string][sha256.Size]byte) // by id of the request
	return warc.Each(r.file, r.most, spillBlock, func(at, end int64, record *warc.Record) error {
		switch record.Type {
		case "warcinfo":
			r.whole = end
		case "request":
			key, err := questionOf(record)
			if err != nil {
				return fmt.Errorf("the record at %d: %w", at, err)
			}
			questions[record.ID] = key
		case "response", "metadata":
			_ = record.Close() // read again when it is asked for
			if key, ok := questions[record.With]; ok {
				if r.answers[key] == nil {
					r.answers[key] = new(takes)
				}
				r.answers[key].add(at, r.countsLess(record))
				r.whole = end
				delete(questions, record.With)
			}
		}
		return nil
	})
}

// question names what was asked: method, URL, kind of content, body.
func question(method, url string, header http.Header, body []byte) [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %d ", method, url, header["Accept"], len(body))
	_, _ = h.Write(body)
	return [sha256.Size]byte(h.Sum(nil))
}

func questionOf(record *warc.Record) ([sha256.Size]byte, error) {
	in := bufio.NewReader(bytes.NewReader(record.Block))
	head := textproto.NewReader(in)
	line, err := head.ReadLine()
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("%w: %w", warc.ErrWARC, warc.Unexpected(err))
	}
	method, _, _ := strings.Cut(line, " ")
	header, err := head.ReadMIMEHeader()
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("%w: %w", warc.ErrWARC, warc.Unexpected(err))
	}
	body, err := io.ReadAll(in)
	return question(method, record.URL, http.Header(header), body), err
}

// spillBlock keeps a large block in a temporary file.
func spillBlock(r io.Reader, size int64) (warc.Body, error) {
	block, err := spool.Spill("", io.LimitReader(r, size))
	if err == nil && block.Len() < size {
		_ = block.Close()
		return nil, io.ErrUnexpectedEOF
	}
	return block, err
}

func (r *Recording) countsLess(record *warc.Record) bool {
	var failed *Failure
	return record.Type == "metadata" && errors.As(failureOf(record), &failed) && r.unasked(failed)
}

// Answer returns what was recorded for a question, a *Failure where it had failed.
func (r *Recording) Answer(asked Question) (*Answer, error) {
	at, ok := r.take(question(asked.Method, asked.URL.String(), asked.Header, asked.Body))
	if !ok {
		return nil, ErrNotRecorded
	}
	section := io.NewSectionReader(r.file, at, 1<<62)
	in := bufio.NewReaderSize(section, warc.MaxHeader)
	magic, _ := in.Peek(2)
	record, err := warc.Next(in, warc.Zipped(magic), r.most, spillBlock)
	if err != nil {
		return nil, fmt.Errorf("the recording, at byte %d: %w", at, warc.Unexpected(err))
	}
	if record.Type == "metadata" {
		return nil, failureOf(record)
	}
	return answerOf(record, asked.Method)
}

func (r *Recording) take(key [sha256.Size]byte) (int64, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.answers[key]
	if t == nil {
		return 0, false
	}
	if t.next == len(t.at) {
		if r.once {
			return 0, false
		}
		return t.at[t.next-1], true
	}
	t.next++
	return t.at[t.next-1], true
}

func failureOf(record *warc.Record) error {
	fields, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(record.Block, "\r\n"...)))).ReadMIMEHeader()
	if err != nil {
		return fmt.Errorf("%w: %w", warc.ErrWARC, err)
	}
	return &Failure{Kind: fields.Get(fieldKind), URL: fields.Get(fieldURL), At: record.At.UTC(), Text: fields.Get(fieldError)}
}

func answerOf(record *warc.Record, method string) (*Answer, error) {
	from := &warc.Counted{From: bytes.NewReader(record.Block)}
	spilled, large := record.Body.(spool.Content)
	if large {
		from.From = spilled.Reader()
	}
	in := bufio.NewReader(from)
	resp, err := http.ReadResponse(in, &http.Request{Method: method})
	if err != nil {
		_ = record.Close()
		return nil, fmt.Errorf("%w: %w", warc.ErrWARC, err)
	}
	ans := &Answer{Status: resp.StatusCode, Header: resp.Header, At: record.At.UTC()}
	if large { // the rest of the file is the body: it was recorded decoded
		ans.Body = spilled.From(from.N - int64(in.Buffered()))
		return ans, nil
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", warc.ErrWARC, warc.Unexpected(err))
	}
	ans.Body = spool.InMemory(data)
	return ans, nil
}
