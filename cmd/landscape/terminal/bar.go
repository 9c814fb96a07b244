// SPDX-License-Identifier: Apache-2.0

// Package terminal shows how far long work has come: a bar with rate and time left on
// a terminal, and a plain line now and then elsewhere. It imports nothing of ours.
package terminal

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// Bar tells of work over a known number of things.
type Bar struct {
	Total int
	Taken int // done before the work was taken up: no part of the rate
	What  string
	Line  func(done, total int, rate, left string) // called in place of the bar
	Now   func() time.Time

	mu      sync.Mutex
	began   time.Time
	shown   time.Time
	percent int
	bars    *mpb.Progress
	bar     *mpb.Bar
}

// narrow is the width in columns below which a bar says nothing.
const narrow = 60

// lineEvery is the longest time without a line.
const lineEvery = 30 * time.Second

// Start shows the bar on a terminal. where is what the program writes messages to.
func (b *Bar) Start(where io.Writer) {
	b.began = b.Now()
	b.shown = b.began
	file, ok := where.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return
	}
	if width, _, err := term.GetSize(int(file.Fd())); err != nil || width < narrow {
		return
	}
	b.bars = mpb.New(mpb.WithOutput(where), mpb.WithWidth(40))
	b.bar = b.bars.AddBar(int64(b.Total),
		mpb.PrependDecorators(decor.Name(b.What+" "), decor.CountersNoUnit("%d/%d")),
		mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string {
			rate, left := b.pace(int(s.Current))
			return " " + rate + ", " + left + " left"
		})))
	b.bar.SetCurrent(int64(b.Taken))
}

// Done says how much is done.
func (b *Bar) Done(done int) {
	if b.bar != nil {
		b.bar.SetCurrent(int64(done))
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.Now()
	if percent := 100 * done / max(b.Total, 1); percent/10 > b.percent/10 || now.Sub(b.shown) >= lineEvery {
		b.percent, b.shown = percent, now
		rate, left := b.pace(done)
		b.Line(done, b.Total, rate, left)
	}
}

// Stop leaves the bar as it is.
func (b *Bar) Stop() {
	if b.bars == nil {
		return
	}
	b.bar.Abort(false)
	b.bars.Wait()
}

// pace is how many are done in a second, and how long the rest takes at that rate.
func (b *Bar) pace(done int) (rate, left string) {
	took, worked := b.Now().Sub(b.began), done-b.Taken
	if worked <= 0 || took <= 0 {
		return "?/s", "?"
	}
	each := took / time.Duration(worked)
	return fmt.Sprintf("%.1f/s", float64(worked)/took.Seconds()), (each * time.Duration(b.Total-done)).Round(time.Second).String()
}
