// SPDX-License-Identifier: Apache-2.0

package discover

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// fewPages is how many known pages make their common folder documentation.
const fewPages = 2

// extensionsOfPages are the files that page.Reduce reads as pages.
var extensionsOfPages = []string{
	".md", ".mdx", ".markdown", ".mkd", ".rst", ".adoc", ".asciidoc", ".html", ".htm", ".xhtml",
	".erb", ".hbs", ".gjs", ".vue", ".svelte", ".liquid", ".jinja", ".j2", ".vm", ".apt", ".fml", ".cshtml",
}

// Choose picks the documentation among a repository's paths: the known pages,
// and every page below a folder that several of these have in common. known has
// the paths of each page, of which the first that exists counts. Of pages kept
// in several versions it picks the newest.
func Choose(paths []string, known [][]string) []string {
	there := make(map[string]bool, len(paths))
	for _, p := range paths {
		there[p] = true
	}
	var named []string
	for _, list := range known {
		if i := slices.IndexFunc(list, func(p string) bool { return there[p] }); i >= 0 {
			named = append(named, list[i])
		}
	}
	folders := commonFolders(named)
	var chosen []string
	for _, p := range paths {
		if slices.Contains(named, p) || isPage(p) && slices.ContainsFunc(folders, func(f string) bool { return strings.HasPrefix(p, f) }) {
			chosen = append(chosen, p)
		}
	}
	return newestVersions(chosen, func(p string) string { return p })
}

// notPages are files of every repository that document nothing of a registry.
var notPages = regexp.MustCompile(`(?i)^(change-?log|changes|news|history|release-?notes|authors|contributors|contributing|code-?of-?conduct|licen[cs]e|readme)\b`)

func isPage(name string) bool {
	if strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(path.Base(name), "_") {
		return false // parts of pages, and files for tools
	}
	if notPages.MatchString(path.Base(name)) {
		return false
	}
	return slices.Contains(extensionsOfPages, strings.ToLower(path.Ext(name)))
}

// commonFolders gives, for each folder at the top, the deepest folder that its
// pages share; "" is the whole repository.
func commonFolders(named []string) []string {
	groups := make(map[string][]string)
	for _, p := range named {
		top, _, deep := strings.Cut(p, "/")
		if !deep {
			top = ""
		}
		groups[top] = append(groups[top], path.Dir(p))
	}
	var folders []string
	for top, group := range groups {
		if len(group) < fewPages || top == "" && len(group) < 2*fewPages {
			continue // a README says nothing of the folder it lies in
		}
		folder := group[0]
		for _, other := range group[1:] {
			folder = sharedFolder(folder, other)
		}
		if folder == "." {
			folders = append(folders, "")
		} else {
			folders = append(folders, folder+"/")
		}
	}
	slices.Sort(folders)
	return folders
}

func sharedFolder(a, b string) string {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return path.Join(append([]string{"."}, x[:n]...)...)
}

// versionPart is a folder that stands for a version of a manual.
var versionPart = regexp.MustCompile(`(?i)/(v?\d+(?:\.(?:\d+|x))*|stable|latest|current|nightly|beta|master|main|dev)(/|$)`)

// splitVersion is an address or path without its version, and the version as
// something that can be compared: words count more than numbers, and none most.
func splitVersion(address string) (rest string, version int) {
	at := versionPart.FindStringSubmatchIndex(address)
	if at == nil || isDated(address[at[2]:]) {
		return address, 1 << 30
	}
	rest = address[:at[0]] + address[at[3]:]
	number := strings.TrimLeft(address[at[2]:at[3]], "vV")
	switch {
	case number == "stable" || number == "latest" || number == "current":
		return rest, 1 << 29
	case number[0] < '0' || number[0] > '9':
		return rest, -1 // what is not released yet
	}
	for i, part := range strings.SplitN(number, ".", 3) {
		n, _ := strconv.Atoi(part) // "x" is 0
		version += min(n, 999) * []int{1e6, 1e3, 1}[i]
	}
	return rest, version
}

// isDated says whether what looks like a version is a year, as in a blog's addresses.
func isDated(rest string) bool {
	return len(rest) > 4 && (strings.HasPrefix(rest, "19") || strings.HasPrefix(rest, "20")) && rest[4] == '/'
}

// newestVersions keeps the newest version of everything that differs by version only.
func newestVersions[T any](list []T, address func(T) string) []T {
	best := make(map[string]int)
	for _, one := range list {
		rest, version := splitVersion(address(one))
		if at, ok := best[rest]; !ok || version > at {
			best[rest] = version
		}
	}
	return slices.DeleteFunc(list, func(one T) bool {
		rest, version := splitVersion(address(one))
		return version < best[rest]
	})
}
