// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo/past"
	"github.com/ossf/package-manager-landscape/probes/repo/repotest"
)

// madePast writes a random history as git fast-import reads it: contents of every
// kind that a probe can meet, links, submodules, merges, and clocks that are wrong.
type madePast struct {
	*rand.Rand
	out   strings.Builder
	clock int64
	marks int
}

var pastContents = []string{
	"# Signing\n\nSign your packages.\n", "# Signing\n\nNothing yet.\n", "sign = true\n", "plain\n", "", "a\x00sign\x00",
	"---\ndraft: true\n---\n# Signing\n\nSign your packages.\n",
	"---\npublishDate: 2015-03-04\n---\n# Signing\n\nSign your packages.\n",
	"---\npublishDate: 2016-03-04\n---\nNothing.\n",
	"---\nexpiryDate: 2017-05-06\n---\n# Signing\n\nSign your packages.\n",
	"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "\xff\xfes\x00i\x00g\x00n\x00",
}

var pastPaths = []string{"guide.md", "docs/guide.md", "docs/deep/other.md", "src/a.go", "src/b.go", "src/in/c.go", "src/pic.png", "lib/x.rb", "old/guide.md", "src/[id].go", "pics/p.png"}

var pastTargets = []string{"guide.md", "docs", "src", "../lib", "../src/in", "nowhere", "/etc", "..", "loop", "in/c.go", "../pics", "pics"}

func (m *madePast) line(format string, args ...any) { fmt.Fprintf(&m.out, format+"\n", args...) }

func (m *madePast) data(text string) { m.line("data %d\n%s", len(text), text) }

// tick moves the clock on, and now and then it is wrong.
func (m *madePast) tick() int64 {
	m.clock += int64(m.IntN([]int{60 * 24, 6}[m.IntN(2)] * 3600)) // several a day at times
	switch m.IntN(12) {
	case 0:
		return m.clock - int64(m.IntN(3000*24*3600))
	case 1:
		return time.Date([]int{2090, 1970}[m.IntN(2)], 1, 2, 0, 0, 0, 0, time.UTC).Unix()
	case 2:
		m.clock += 200 * 24 * 3600
	}
	return m.clock
}

func (m *madePast) commit(branch string, parents ...int) int {
	m.marks++
	m.line("commit refs/heads/%s\nmark :%d", branch, m.marks)
	m.line("author A <a@example.org> %d +0000\ncommitter C <c@example.org> %d +0000", m.clock, m.tick())
	m.data("made")
	for i, parent := range parents {
		m.line("%s :%d", []string{"from", "merge"}[min(i, 1)], parent)
	}
	for range 1 + m.IntN(3) {
		m.change()
	}
	m.line("")
	return m.marks
}

func (m *madePast) change() {
	path := pastPaths[m.IntN(len(pastPaths))]
	switch m.IntN(12) {
	case 0:
		m.line("D %s", path)
	case 1:
		m.line("M 120000 inline %s", []string{"src/link", "docs/link", "link", "src/loop", "src/a.go"}[m.IntN(5)])
		m.data(pastTargets[m.IntN(len(pastTargets))])
	case 2:
		m.line("D %s", []string{"src/link", "docs/link", "link", "src/loop", "src/module", "src"}[m.IntN(6)])
	case 3:
		if m.IntN(4) == 0 {
			m.line("M 160000 1111111111111111111111111111111111111111 src/module")
		}
	default:
		m.line("M 100644 inline %s", path)
		m.data(pastContents[m.IntN(len(pastContents))])
	}
}

// history is a main line with side branches that are merged into it.
func (m *madePast) history(commits int) {
	main := m.commit("main")
	for range commits {
		if m.IntN(5) == 0 {
			side := m.commit("side", main)
			side = m.commit("side", side)
			main = m.commit("main", main, side)
			continue
		}
		main = m.commit("main", main)
	}
}

func importPast(t *testing.T, c *repotest.Clone, text string) {
	t.Helper()
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Stdin = c.Dir, strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// pastProbes ask in every way that a history answers.
func pastProbes() []probes.Probe {
	except := repotest.Absent("src/**", `\bsign\b`)
	except.Except = []string{"src/in/**", "src/a.go"}
	section := repotest.Page("docs/guide.md", "packages")
	section.Section = "Signing"
	moved := repotest.Page("docs/guide.md", "sign your")
	moved.Paths = []string{"docs/guide.md", "old/guide.md", "guide.md"}
	unless := repotest.Code("**/*.md", "sign")
	unless.Unless = repotest.Patterns("nothing yet")
	exists := probes.Probe{Method: probes.Exists, Kind: probes.SourceCode, Paths: []string{"src/*.go", "lib/**"}}
	list := []probes.Probe{
		repotest.Page("guide.md", "sign your"), section, moved, repotest.Code("src/**", "sign"), unless, exists,
		repotest.Absent("src/**", "sign"), repotest.Absent("**", "zebra"), repotest.Absent("docs/**", "packages"),
		repotest.Absent("src/link/**", "sign"), repotest.Absent("{docs,lib}/**", "sign"), except, repotest.Code("src/[id].go", "sign"),
	}
	for i := range list {
		list[i].Key, list[i].Repository = fmt.Sprint("k", i), repotest.Name
	}
	return list
}

// samePast compares the past, read at once, with a look as of each day.
func samePast(t *testing.T, mirror string, days []int) *past.Story {
	t.Helper()
	ctx, asked := context.Background(), pastProbes()
	m := &Mirror{Dir: mirror}
	line, err := m.OpenPast(ctx, repotest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	story, err := past.Read(ctx, line, past.Questions{Asked: asked, From: days[0]})
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		end := time.Unix(int64(day+1)*86400-1, 0).UTC()
		look := &Mirror{Dir: mirror, Until: end, Now: end}
		seen, err := probes.Run(ctx, []probes.Looker{look}, asked)
		if err != nil {
			t.Fatal(err)
		}
		want, got := make(map[string]string), make(map[string]string)
		for _, o := range seen {
			want[o.Key], got[o.Key] = string(o.Outcome), string(past.OutcomeAt(story.Turns[o.Key], day))
			if pinned := story.PinnedAt(day); pinned >= 0 && o.Commit != "" && (story.Moments[pinned].Commit != o.Commit || story.Moments[pinned].Counts != o.CommittedAt.Unix()) {
				t.Fatalf("%s: commit %s of %d, and a look reads %s of %s", end.Format(time.DateOnly), story.Moments[pinned].Commit, story.Moments[pinned].Counts, o.Commit, o.CommittedAt)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (%s): want -, got +: %s", end.Format(time.DateOnly), mirror, diff)
		}
	}
	return story
}

func someDays(r *rand.Rand, n int) []int {
	first := int(time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	days := []int{first + r.IntN(800)}
	for range n {
		days = append(days, days[0]+r.IntN(5000))
	}
	return days
}

// What a history answers on any day is what a look as of that day sees: for merges,
// wrong clocks, pages with dates, links, submodules, and files that cannot be read.
func TestPastIsAsOf(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 4))
			c := repotest.New(t)
			made := &madePast{Rand: r, clock: time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC).Unix()}
			made.history(60)
			importPast(t, c, made.out.String())
			samePast(t, c.Mirror, someDays(r, 25))
		})
	}
}

// Of several commits a day the last counts, and a turn names the one that did it.
func TestPastNamesTheCommit(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	made := &madePast{Rand: r}
	at := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	says := make(map[int]bool) // by day, at its end
	var want []string
	var days []int
	var texts []bool
	for i := range 200 {
		at += int64(r.IntN(9 * 3600))
		sign := r.IntN(3) == 0
		made.line("commit refs/heads/main\ncommitter C <c@example.org> %d +0000", at)
		made.data(fmt.Sprint(i))
		made.line("M 100644 inline guide.md")
		made.data(fmt.Sprint(map[bool]string{true: "sign", false: "plain"}[sign], i))
		days, texts = append(days, int(at/86400)), append(texts, sign)
		says[int(at/86400)] = sign
	}
	was, told := false, false
	for i, day := range days {
		if i+1 < len(days) && days[i+1] == day {
			continue
		}
		if now := says[day]; !told || now != was {
			by := i
			for by > 0 && days[by-1] == day && texts[by-1] == now {
				by--
			}
			want, was, told = append(want, fmt.Sprint(day, now, by)), now, true
		}
	}
	c := repotest.New(t)
	importPast(t, c, made.out.String())
	line, err := (&Mirror{Dir: c.Mirror}).OpenPast(context.Background(), repotest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	page := repotest.Page("guide.md", "sign")
	page.Key = "k"
	story, err := past.Read(context.Background(), line, past.Questions{Asked: []probes.Probe{page}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, turn := range story.Turns["k"] {
		got = append(got, fmt.Sprint(turn.Day, turn.Outcome == probes.Matched, turn.Moment))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +: %s", diff)
	}
}

// What lies behind a link decides whether a search is whole, even where nothing of it
// is searched: a picture that goes leaves a link to nothing.
func TestPastBehindLinks(t *testing.T) {
	c := repotest.New(t)
	day := func(year int) int { return int(time.Date(year, 7, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400) }
	c.Write("src/a.go", "plain")
	c.Write("pics/p.png", "sign")
	if err := os.Symlink("../pics", filepath.Join(c.Dir, "src", "link")); err != nil {
		t.Fatal(err)
	}
	c.Commit("2011-06-01T00:00:00Z", "made")
	c.Git("rm", "-q", "pics/p.png")
	c.Commit("2012-06-01T00:00:00Z", "the picture goes")
	c.Write("pics/q.png", "sign")
	c.Commit("2013-06-01T00:00:00Z", "another comes")
	c.Write("pics/words.go", "sign")
	c.Commit("2014-06-01T00:00:00Z", "and a file that is searched")
	story := samePast(t, c.Mirror, []int{day(2010), day(2011), day(2012), day(2013), day(2014)})
	for year, want := range map[int]probes.Outcome{2011: probes.Matched, 2012: probes.Invalid, 2013: probes.Matched, 2014: probes.Unmatched} {
		if got := past.OutcomeAt(story.Turns["k6"], day(year)); got != want {
			t.Errorf("in %d: %s, want %s", year, got, want)
		}
	}
}

// A shallow clone knows nothing before its first commit, and the same after it.
func TestPastOfShallowClone(t *testing.T) {
	c := repotest.New(t)
	r := rand.New(rand.NewPCG(7, 7))
	made := &madePast{Rand: r, clock: time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC).Unix()}
	made.history(40)
	importPast(t, c, made.out.String())
	mirror := t.TempDir()
	c.Run(mirror, "clone", "-q", "--bare", "--depth", "15", "--branch", "main", "file://"+c.Dir, filepath.Join(mirror, repotest.Name+".git"))
	if story := samePast(t, mirror, someDays(r, 20)); !story.Shallow {
		t.Error("it is not said to be shallow")
	}
}

// A tree that is gone costs the moments that have it; one content that is gone costs
// its own. Both are told, and what came after them is read.
func TestPastOfDamagedClone(t *testing.T) {
	c := repotest.New(t)
	var commits []string
	for i, text := range []string{"plain", "sign your", "plain", "sign your packages", "plain too"} {
		c.Write("guide.md", text)
		commits = append(commits, c.Commit(fmt.Sprintf("201%d-06-01T00:00:00Z", i), "made"))
	}
	remove := func(object string) {
		if err := os.Remove(filepath.Join(c.Dir, ".git", "objects", object[:2], object[2:])); err != nil {
			t.Fatal(err)
		}
	}
	remove(c.Git("rev-parse", commits[1]+"^{tree}"))
	remove(c.Git("rev-parse", commits[3]+":guide.md"))
	day := func(year int) int { return int(time.Date(year, 7, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400) }
	line, err := (&Mirror{Dir: c.Mirror}).OpenPast(context.Background(), repotest.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	page := repotest.Page("guide.md", "sign")
	page.Key = "k"
	story, err := past.Read(context.Background(), line, past.Questions{Asked: []probes.Probe{page}, From: day(2009)})
	if err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int]probes.Outcome{
		2009: probes.Unreachable, 2010: probes.Unmatched, 2011: probes.Unreachable, 2012: probes.Unmatched, 2013: probes.Invalid, 2014: probes.Unmatched,
	} {
		if got := past.OutcomeAt(story.Turns["k"], day(year)); got != want {
			t.Errorf("in %d: %s, want %s", year, got, want)
		}
	}
	if len(story.Trouble) != 1 || !strings.Contains(story.Trouble[0], commits[1][:10]) || len(story.Lost) != 1 {
		t.Errorf("told: %q, and lost %q", story.Trouble, story.Lost)
	}
}
