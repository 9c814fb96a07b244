// SPDX-License-Identifier: Apache-2.0

package transport

import (
	"errors"
	"net/http"
	"time"

	"github.com/ossf/package-manager-landscape/probes/transport/recording"
)

// Recorded is when the run began that a recording was made of.
func Recorded(name string) (time.Time, error) { return recording.Began(name) }

// PartSuffix ends the name of a recording whose run is under way, or was killed.
const PartSuffix = recording.PartSuffix

// DropPart removes what a run left of its recording; anything else of that name stays.
func DropPart(name string) error { return recording.DropPart(name) }

func (t *Transport) openReplay() (err error) {
	t.replay, err = recording.Open(t.opts.Replay, t.opts.largestBody(), wasUnasked)
	if err == nil && t.replay.Torn != nil {
		t.opts.Log.Warn("the recording breaks off, its run was killed", "file", t.opts.Replay, "why", t.replay.Torn)
	}
	return err
}

// openRecorder begins the recording, or goes on with it.
func (t *Transport) openRecorder() (err error) {
	begin := recording.Begin{UserAgent: t.opts.UserAgent, At: t.opts.Began, Hidden: hiddenHeaders(), Place: t.opts.Place}
	if t.opts.Resume {
		t.record, t.earlier, err = recording.Resume(t.opts.Record, begin, t.opts.largestBody(), wasUnasked)
	} else {
		t.record, err = recording.Create(t.opts.Record, begin)
	}
	return err
}

// hiddenHeaders are never written.
func hiddenHeaders() map[string]bool {
	hidden := map[string]bool{"Set-Cookie": true, "Set-Cookie2": true, RetrievedHeader: true, FromCacheHeader: true}
	for _, name := range credentials {
		hidden[name] = true
	}
	return hidden
}

// wasUnasked says whether time was over, so that a run that is taken up asks again.
func wasUnasked(f *recording.Failure) bool { return f.Kind == KindBudget }

func (a *exchange) recordedQuestion() recording.Question {
	return recording.Question{Method: a.method, URL: a.url, Header: a.header, Body: a.body}
}

// recordExchange keeps what came of an exchange; Close says what went wrong.
func (t *Transport) recordExchange(a *exchange, ans *response, failed *Error) {
	if failed == nil {
		t.record.Write(a.recordedQuestion(), &recording.Answer{Status: ans.status, Header: ans.header, Body: ans.body, At: ans.at}, nil)
		return
	}
	t.record.Write(a.recordedQuestion(), nil, &recording.Failure{Kind: failed.Kind, URL: failed.URL, Text: failed.Err.Error(), At: failed.At})
}

// fromRecording gives what a recording holds for an exchange, an *Error where it had failed.
func fromRecording(from *recording.Recording, a *exchange) (*response, error) {
	kept, err := from.Answer(a.recordedQuestion())
	if failed, ok := errors.AsType[*recording.Failure](err); ok {
		return nil, &Error{Kind: failed.Kind, URL: failed.URL, At: failed.At, Err: errors.New(failed.Text)}
	}
	if err != nil {
		return nil, err
	}
	return &response{status: kept.Status, header: kept.Header, body: kept.Body, at: kept.At}, nil
}

// recordedEarlier answers from what the run had recorded before it was killed.
func (t *Transport) recordedEarlier(a *exchange) (*response, error, bool) {
	if t.earlier == nil {
		return nil, nil, false
	}
	ans, err := fromRecording(t.earlier, a)
	if errors.Is(err, recording.ErrNotRecorded) || Unasked(err) { // there is time now
		return nil, nil, false
	}
	if err != nil {
		err = t.failureOf(a, err)
	} else if ans.status == http.StatusOK {
		a.host.count(func(s *HostStats) { s.CacheHits++ })
	}
	return ans, err, true
}

// shouldRecord says whether a failure says something of a source. That the
// run was stopped does not: whoever takes it up asks again.
func shouldRecord(err error) bool {
	return !Unasked(err) || errors.Is(err, errBudget) || errors.Is(err, errHostTime)
}
