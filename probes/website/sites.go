// SPDX-License-Identifier: Apache-2.0

package website

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
)

// fewPages is how many known pages of a host make it a documentation site.
const fewPages = 2

// sitesOf says what the crawl may read, as beginnings of addresses, and where
// it starts. A host with several starting pages is a documentation site, and
// the folders of these pages are crawled; of a host with one, only this page is
// read, since it is somebody else's site, unless every host has only one. Hosts
// are crawled whole.
func sitesOf(start, hosts []string) (sites, from []string, err error) {
	folders := make(map[string][]string)
	for _, address := range start {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return nil, nil, fmt.Errorf("%q is not an address to start from", address)
		}
		u.Fragment, u.RawFragment = "", ""
		u.Path = cmp.Or(u.Path, "/")
		from = append(from, u.String())
		folders[u.Host] = append(folders[u.Host], u.Scheme+"://"+u.Host+u.Path[:strings.LastIndex(u.Path, "/")+1])
	}
	several := false
	for _, list := range folders {
		several = several || len(list) >= fewPages
	}
	sites = slices.Clone(from)
	for _, list := range folders {
		if len(list) >= fewPages || !several {
			sites = append(sites, list...)
		}
	}
	for _, name := range hosts {
		address := name
		if !strings.Contains(name, "://") {
			address = "https://" + name
		}
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.RawQuery != "" || u.User != nil {
			return nil, nil, fmt.Errorf("%q is not a host", name)
		}
		sites, from = append(sites, u.Scheme+"://"+u.Host+"/"), append(from, u.Scheme+"://"+u.Host+"/"+strings.TrimPrefix(u.Path, "/"))
	}
	slices.Sort(sites)
	return slices.Compact(sites), from, nil
}

// mostSeen bounds the addresses that a crawl knows of.
const mostSeen = 50_000

// offerLink notes a page for later, once, if it is within bounds.
func (c *Crawl) offerLink(address, text string, depth int) {
	address, _, _ = strings.Cut(address, "#")
	if c.seen[address] || depth > max(cmp.Or(c.Bounds.Depth, 5), 0) || len(c.seen) >= mostSeen || !c.withinSites(address) {
		return
	}
	c.seen[address] = true
	l := link{address: address, depth: depth}
	if c.Score != nil {
		l.score = c.Score(address, text)
	}
	c.front = append(c.front, l)
}

// notText are the endings of addresses that are not pages.
var notText = strings.Fields(`.png .jpg .jpeg .gif .svg .ico .webp .css .js .mjs .map .json .xml .rss .atom .pdf .zip
	.gz .tgz .bz2 .xz .whl .gem .crate .jar .nupkg .asc .sha256 .mp4 .webm .woff .woff2 .ttf .exe .msi .dmg`)

// withinSites leaves out what lies elsewhere, what is not a page, and queries, of
// which a site can make up any number.
func (c *Crawl) withinSites(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.RawQuery != "" || u.User != nil || len(address) > longestLink || strings.Count(u.Path, "/") > 20 {
		return false
	}
	if slices.Contains(notText, strings.ToLower(path.Ext(u.Path))) {
		return false
	}
	return slices.ContainsFunc(c.sites, func(site string) bool {
		return address == site || strings.HasSuffix(site, "/") && strings.HasPrefix(address, site)
	})
}
