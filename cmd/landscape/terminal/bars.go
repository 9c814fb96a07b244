// SPDX-License-Identifier: Apache-2.0

package terminal

import (
	"fmt"
	"io"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// shortWork is how long a work goes on before it gets a bar.
const shortWork = 2 * time.Second

// bars are the bars of works, with rate and time left.
type bars struct {
	to    io.Writer
	began time.Time
	after time.Duration // of began, or a work gets no bar
	force bool          // draw where there is no terminal

	shown *mpb.Progress // nil while there is no bar
	works map[string]*mpb.Bar
}

func (b *bars) step(work string, done, total int) {
	bar := b.works[work]
	if bar == nil {
		if done >= total || time.Since(b.began) < b.after {
			return
		}
		bar = b.add(work)
	}
	bar.SetTotal(int64(total), false)
	bar.SetCurrent(int64(done))
	if done >= total {
		bar.SetTotal(int64(total), true)
	}
}

func (b *bars) add(work string) *mpb.Bar {
	if b.shown == nil {
		options := []mpb.ContainerOption{mpb.WithOutput(b.to), mpb.WithWidth(60)}
		if b.force {
			options = append(options, mpb.ForceAutoRefresh())
		}
		b.shown, b.works = mpb.New(options...), make(map[string]*mpb.Bar)
	}
	bar := b.shown.AddBar(0,
		mpb.PrependDecorators(decor.Name(work, decor.WCSyncSpaceR), decor.CountersNoUnit("%d/%d", decor.WCSyncSpace)),
		mpb.AppendDecorators(
			decor.Any(func(now decor.Statistics) string { return Rate(float64(now.Current) / time.Since(b.began).Seconds()) }, decor.WCSyncSpace),
			decor.OnComplete(decor.OnAbort(decor.NewAverageETA(decor.ET_STYLE_GO, b.began, nil, decor.WCSyncSpace), ""), " done"),
			decor.OnComplete(decor.OnAbort(decor.Name(" left"), " not all"), ""),
		))
	b.works[work] = bar
	return bar
}

// above writes lines above the bars, and says whether there are any.
func (b *bars) above(lines string) bool {
	if b.shown == nil {
		return false
	}
	_, err := io.WriteString(b.shown, lines)
	return err == nil
}

func (b *bars) end() {
	if b.shown == nil {
		return
	}
	for _, bar := range b.works {
		bar.Abort(false) // does nothing to a bar that is complete
	}
	b.shown.Wait()
	b.shown, b.works = nil, nil
}

// Rate is a rate for people: "30 a minute" reads better than "0.5 a second".
func Rate(perSecond float64) string {
	if perSecond < 1 {
		return fmt.Sprintf("%.3g a minute", perSecond*60)
	}
	return fmt.Sprintf("%.3g a second", perSecond)
}
