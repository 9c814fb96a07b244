// SPDX-License-Identifier: Apache-2.0

package past

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/repo"
)

// scope is the files that some probes are about. Probes of one method with the
// same paths share it.
type scope struct {
	method probes.Method
	paths  []string
	except []string
	probes []int32
	covers []coverAt          // what symbolic links bring into a search, by moment
	ever   map[string][]cover // every cover that there is at some moment, by target
	linked []int32            // paths that only a link may bring into it; nil until asked for
}

// coverAt is the state of a search's links and submodules from a moment on.
type coverAt struct {
	moment  int32
	covers  []cover
	modules int // submodules in its reach
}

// cover is a symbolic link in the reach of a search.
type cover struct {
	link, target string
	broken       bool // what it names cannot be searched, whatever files there are
}

// makeScopes gathers the probes that look at the same files.
func (p *reader) makeScopes() {
	p.scopeOf = make([]int, len(p.Asked))
	known := make(map[string]int)
	for i, probe := range p.Asked {
		name := strings.Join([]string{string(probe.Method), strings.Join(probe.Paths, "\x00"), strings.Join(probe.Except, "\x00")}, "\x01")
		id, ok := known[name]
		if !ok {
			id = len(p.scopes)
			known[name] = id
			p.scopes = append(p.scopes, &scope{method: probe.Method, paths: probe.Paths, except: probe.Except})
		}
		p.scopes[id].probes = append(p.scopes[id].probes, int32(i))
		p.scopeOf[i] = id
	}
}

// folders lists what the changes are to be read below; none: everything.
func (p *reader) folders() []string {
	var list []string
	for _, s := range p.scopes {
		if s.method == probes.Absent && len(s.paths) == 0 {
			return nil
		}
		for _, glob := range s.paths {
			folder := glob
			if s.method != probes.Page {
				folder = fixedPart(glob)
			}
			if s.method == probes.Absent { // a folder above may be a link
				folder, _, _ = strings.Cut(folder, "/")
			}
			if folder == "" {
				return nil
			}
			list = append(list, folder)
		}
	}
	slices.Sort(list)
	return withoutNested(slices.Compact(list))
}

// fixedPart is the folder or file that a glob names without wildcards. A name with
// brackets may be meant as it stands.
func fixedPart(glob string) string {
	if !strings.ContainsAny(glob, `*?[{\`) {
		return glob
	}
	base, _ := doublestar.SplitPattern(glob)
	if base == "." {
		return ""
	}
	return base
}

// withoutNested leaves out what lies below another of the folders, which are sorted.
func withoutNested(list []string) []string {
	var kept []string
	for _, folder := range list {
		if !slices.ContainsFunc(kept, func(above string) bool { return strings.HasPrefix(folder, above+"/") }) {
			kept = append(kept, folder)
		}
	}
	return kept
}

// holds says whether a file is in the scope itself, links left aside.
func (s *scope) holds(name string) bool {
	if s.method == probes.Page {
		return slices.Contains(s.paths, name)
	}
	if s.method == probes.Absent && repo.IsMedia(name) {
		return false
	}
	in := len(s.paths) == 0 || slices.ContainsFunc(s.paths, func(glob string) bool { return glob == name || doublestar.MatchUnvalidated(glob, name) })
	return in && !slices.ContainsFunc(s.except, func(glob string) bool { return glob == name || doublestar.MatchUnvalidated(glob, name) })
}

// through says whether a link brings a file into the scope.
func (s *scope) through(c cover, name string) bool {
	if c.broken || repo.IsMedia(name) {
		return false
	}
	if name == c.target {
		return repo.InScope(s.paths, s.except, c.link)
	}
	return below(c.target, name) && repo.InScope(s.paths, s.except, path.Join(c.link, strings.TrimPrefix(name, c.target)))
}

// throughAny says whether some link brings a file into the scope at some moment.
func (s *scope) throughAny(name string) bool {
	if len(s.ever) == 0 {
		return false
	}
	through := func(target string) bool {
		return slices.ContainsFunc(s.ever[target], func(c cover) bool { return s.through(c, name) })
	}
	if through(".") || through(name) {
		return true
	}
	for i := range len(name) {
		if name[i] == '/' && through(name[:i]) {
			return true
		}
	}
	return false
}

// below says whether a file lies in a folder; "." is the whole tree.
func below(folder, name string) bool {
	return folder == "." || len(name) > len(folder) && name[len(folder)] == '/' && name[:len(folder)] == folder
}

// reachedBySearch says whether a link or submodule matters to a search.
func (p *reader) reachedBySearch(name string) bool {
	return slices.ContainsFunc(p.scopes, func(s *scope) bool {
		return s.method == probes.Absent && repo.MayReach(s.paths, s.except, name)
	})
}

// readLinks reads the symbolic links within searches, and works out what they
// bring into each at every moment.
func (p *reader) readLinks(ctx context.Context) error {
	var objects []string
	reached := make(map[int32]bool)
	for _, step := range p.steps {
		if step.kind != linkStep && step.kind != moduleStep || step.object < 0 {
			continue
		}
		if _, ok := reached[step.path]; !ok {
			reached[step.path] = p.reachedBySearch(p.names.paths[step.path])
		}
		if reached[step.path] && step.kind == linkStep {
			objects = append(objects, p.names.objects[step.object])
		}
	}
	if !slices.ContainsFunc(p.steps, func(s step) bool { return reached[s.path] }) {
		return nil
	}
	slices.Sort(objects)
	objects = slices.Compact(objects)
	for _, s := range p.scopes {
		s.covers, s.ever, s.linked = nil, nil, nil
	}
	p.links = make(map[string]string)
	err := p.Stream(ctx, objects, func(i int, kind string, data []byte, err error) {
		if err == nil && kind == "blob" && len(data) <= repo.MaxLink {
			p.links[objects[i]] = string(data)
		}
	})
	if err == nil {
		p.followLinks(reached)
	}
	return err
}

// followLinks goes through the moments at which links or submodules changed.
func (p *reader) followLinks(reached map[int32]bool) {
	links, modules := make(map[string]string), make(map[string]bool)
	changed := false
	settle := func(moment int32) {
		if changed {
			p.coverAll(moment, links, modules)
		}
		changed = false
	}
	for i, step := range p.steps {
		if i > 0 && step.moment != p.steps[i-1].moment {
			settle(p.steps[i-1].moment)
		}
		if step.kind == brokenStep {
			continue
		}
		if step.kind == freshStep {
			clear(links)
			clear(modules)
			changed = true
			continue
		}
		name := p.names.paths[step.path]
		_, wasLink := links[name]
		switch {
		case step.kind == linkStep && reached[step.path]:
			links[name], changed = p.names.objects[step.object], true
			delete(modules, name)
		case step.kind == moduleStep:
			modules[name], changed = true, true
			delete(links, name)
		case wasLink || modules[name]:
			delete(links, name)
			delete(modules, name)
			changed = true
		}
	}
	if len(p.steps) > 0 {
		settle(p.steps[len(p.steps)-1].moment)
	}
}

// coverAll works out the covers of every search.
func (p *reader) coverAll(moment int32, links map[string]string, modules map[string]bool) {
	targets := make(map[string]string, len(links))
	for name, object := range links {
		if text, ok := p.links[object]; ok {
			targets[name] = text
		}
	}
	for _, s := range p.scopes {
		if s.method != probes.Absent {
			continue
		}
		now := coverAt{moment: moment}
		for name := range modules {
			if repo.MayReach(s.paths, s.except, name) {
				now.modules++
			}
		}
		for name := range links {
			if repo.MayReach(s.paths, s.except, name) {
				target, err := repo.LinkTarget(targets, slices.Collect(maps.Keys(modules)), name)
				now.covers = append(now.covers, cover{name, target, err != nil || modules[target]})
			}
		}
		slices.SortFunc(now.covers, func(a, b cover) int { return strings.Compare(a.link, b.link) })
		if n := len(s.covers); n == 0 && now.modules == 0 && len(now.covers) == 0 ||
			n > 0 && s.covers[n-1].modules == now.modules && slices.Equal(s.covers[n-1].covers, now.covers) {
			continue
		}
		s.covers = append(s.covers, now)
		for _, c := range now.covers {
			if s.ever == nil {
				s.ever = make(map[string][]cover)
			}
			if !slices.Contains(s.ever[c.target], c) {
				s.ever[c.target] = append(s.ever[c.target], c)
			}
		}
	}
}
