// SPDX-License-Identifier: Apache-2.0

package website

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// errSelector: the page has no such element, so it is not the page it was.
var errSelector = errors.New("no element at the page's selector")

// documentAt reduces the page, or its elements at the selector, once.
func (p *fetched) documentAt(selector string) (*page.Document, error) {
	if r, ok := p.documents[selector]; ok {
		return r.document, r.err
	}
	d, err := p.reducePage(selector)
	if err == nil {
		forgetAddress(d, probes.PathOf(p.asked))
	}
	p.documents[selector] = &reduced{d, err}
	return d, err
}

// forgetAddress takes the page's own address out of its words. Pages that miss a page
// repeat what was asked for, and addresses say much of what patterns look for.
func forgetAddress(d *page.Document, address string) {
	if strings.Count(address, "/") < 2 && len(address) < 16 {
		return // too short to be sure that it is meant
	}
	for i, b := range d.Blocks {
		d.Blocks[i].Text = strings.ReplaceAll(b.Text, address, "")
	}
}

// reducePage makes sure that the page is what was expected before it is matched.
func (p *fetched) reducePage(selector string) (*page.Document, error) {
	if isTextFile(p.asked) {
		return p.reduceFile()
	}
	switch {
	case strings.HasPrefix(p.media, "text/plain"), p.media == "text/markdown", p.media == "text/x-rst":
		return p.reduceFile()
	case p.media != "text/html" && p.media != "application/xhtml+xml":
		return nil, fmt.Errorf("a web page was expected, and %s came", oneLine(p.media))
	case !p.framed && p.isTruncated():
		return nil, errors.New("truncated HTML: no closing </html> or </body>")
	}
	whole, err := page.ReduceHTML(p.text)
	if err != nil {
		return nil, err
	}
	if why := p.reasonToSuspect(whole); why != "" {
		return nil, errors.New(why)
	}
	if selector == "" {
		return whole, nil
	}
	part := p.parts[selector]
	if part == nil {
		return nil, fmt.Errorf("%w %q", errSelector, selector)
	}
	d, err := page.ReduceHTML([]byte("<main>" + string(part) + "</main>"))
	if err == nil {
		d.Title = whole.Title
	}
	return d, err
}

// reduceFile reads a page that is served as the file it is written in.
func (p *fetched) reduceFile() (*page.Document, error) {
	head := strings.ToLower(strings.TrimSpace(string(p.text[:min(len(p.text), 512)])))
	switch {
	case p.media != "application/octet-stream" && !strings.HasPrefix(p.media, "text/"):
		return nil, fmt.Errorf("text was expected, and %s came", oneLine(p.media))
	case p.media == "text/html", strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"):
		return nil, errors.New("text was expected, and a web page came")
	}
	if why := p.redirectedAway(); why != "" {
		return nil, errors.New(why)
	}
	if first, _, _ := strings.Cut(head, "\n"); goneTitle.MatchString(first) {
		return nil, fmt.Errorf("not the page asked for: it begins %q", oneLine(first))
	}
	return page.Reduce(path.Base(probes.PathOf(p.asked)), p.text)
}

// isTextFile says whether the address is of a text file rather than a web page.
// On GitHub's own site a file's address is a web page about it.
func isTextFile(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "github.com" {
		return false
	}
	if u.Host == "raw.githubusercontent.com" {
		return true
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".md", ".txt", ".csv", ".rst":
		return true
	}
	return false
}
