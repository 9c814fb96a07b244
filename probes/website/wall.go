// SPDX-License-Identifier: Apache-2.0

package website

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/ossf/package-manager-landscape/probes/page"
)

// Pages that are not what was asked for come with status 200 too: a challenge
// for robots, a shell that a script fills, a sign-in form, an apology. They are
// told by their title, by the marks of known walls, and by how little they say.

// wallWords is how many words a page with a wall's mark may have and still be
// the wall: pages of documentation speak of challenges at more length.
const wallWords = 200

// emptyWords is how few words say nothing.
const emptyWords = 20

var (
	wallTitle = regexp.MustCompile(`(?i)^\W*(just a moment|attention required|access (to this page )?(is |has been )?(denied|blocked|forbidden)|` +
		`checking (your|if the site)|verify(ing)? (that )?you('re|’re| are)\b|are you (a )?(human|robot)|(robot|bot|human|security) (check|challenge|verification)|` +
		`please wait|one moment|one more step|pardon our interruption|ddos|client challenge|request (blocked|rejected|unsuccessful)|` +
		`too many requests|rate limit(ed)?\W*$|(forbidden|unauthori[sz]ed|blocked)\W*$)`)
	missTitle = regexp.MustCompile(`(?i)^\W*((error\W*)?(4\d\d|5\d\d)\b|(page|file) (was )?not found|not found\W*$|` +
		`(log|sign) ?in( to\b[^|]*| page)?\s*([|·–—-].*)?$|(service|site|temporarily) (is )?(temporarily )?unavailable|(bad gateway|gateway time-?out|internal server error)|` +
		`(site |scheduled |under )?maintenance\W*$|we('|’)ll be (right )?back|something went wrong|oops\b|server error)`)
	// goneTitle is believed at any length: such a page carries the whole menu of its site.
	goneTitle = regexp.MustCompile(`(?i)^\W*((error\W*)?(404|410)\b|(page|file|document)( (was|could))?( not| cannot) (be )?found|not found\W*([|·–—-].*)?$)`)
	wallWord  = regexp.MustCompile(`(?im)(enable|turn on|requires?|needs?|without|disabled?) (java ?script|cookies)|java ?script (is|must be|has to be|needs? to be|to be)? ?(required|disabled|enabled|not)|` +
		`(verify|verifying|confirm|prove|checking|check)( that| if)? (you( are|'re|’re) (an? |not )*(human|real|(ro)?bot)|your browser|the site connection)|not a (ro)?bot\b|are (you )?(a )?human|` +
		`(complete|solve|enter|pass|answer)[^.]{0,24}(captcha|challenge|security check)|captcha (challenge|required|below)|unusual (traffic|activity)|automated (requests|access|queries|traffic)|` +
		`access (to this (page|site|resource) )?(is |has been |was )?(denied|blocked)|(request|ip|address) (has been |was )?(blocked|rejected|limited)|ray id|incident id|reference #|` +
		`ddos protection|performance (&|and) security by|security (check|service to protect)|please (wait|stand by)|^\W*(redirecting|loading)\W*$|too many requests|service unavailable`)
	wallMark = regexp.MustCompile(`(?i)cdn-cgi/challenge|_cf_chl|cf[-_]challenge|cf-turnstile|challenges\.cloudflare|g-recaptcha|recaptcha/api|h-captcha|hcaptcha\.com|captcha-delivery|datadome|` +
		`_incapsula_resource|incapsula incident|awswaf|aws-waf|px-captcha|perimeterx|human-challenge|akamai.{0,20}(bot|challenge)|bm-verify|sec-if-cpt|distil_r|ddos-guard|sucuri_cloudproxy|` +
		`kpsdk|kasada|arkoselabs|friendly-?captcha|anubis|client-challenge|fastly.{0,20}challenge|botcheck|bot-?detection|challenge-form|http-equiv=["']?refresh`)
)

// reasonToSuspect says why the page is not what was asked for, or "".
func (p *fetched) reasonToSuspect(d *page.Document) string {
	words := wordCount(d)
	if wallTitle.MatchString(d.Title) && words < 2*wallWords {
		return fmt.Sprintf("a wall for robots: the page is titled %q", oneLine(d.Title))
	}
	if missTitle.MatchString(d.Title) && words < wallWords {
		return fmt.Sprintf("not the page asked for: it is titled %q", oneLine(d.Title))
	}
	if title := d.Title; goneTitle.MatchString(title) || goneTitle.MatchString(page.FirstHeading(d)) {
		return fmt.Sprintf("not the page asked for: it is titled %q", oneLine(cmp.Or(title, page.FirstHeading(d))))
	}
	if words < wallWords {
		if mark := cmp.Or(string(wallMark.Find(p.text)), wallWord.FindString(allText(d))); mark != "" {
			return fmt.Sprintf("a wall for robots, or a page made by scripts: %d words and %q", words, oneLine(mark))
		}
	}
	return p.redirectedAway()
}

// redirectedAway says whether a redirect led away from the page: to another site, to
// the site's front, to a search or to a sign-in.
func (p *fetched) redirectedAway() string {
	if p.final == nil {
		return ""
	}
	if from, err := url.Parse(p.asked); err == nil && siteOf(from.Hostname()) != siteOf(p.final.Hostname()) {
		return "redirected to another site, " + p.final.Hostname()
	}
	asked := strings.Trim(probes.PathOf(p.asked), "/")
	if asked == "" {
		return ""
	}
	switch final := strings.Trim(p.final.Path, "/"); {
	case final == "" || strings.HasPrefix(path.Base(final), "index.") && !strings.Contains(final, "/") && !strings.HasPrefix(asked, "index."):
		return "redirected to the site's front page"
	case signIn.MatchString(final) && !signIn.MatchString(asked):
		return "redirected to a sign-in page"
	case aside.MatchString(final) && !aside.MatchString(asked):
		return "redirected to a search or an apology"
	}
	return ""
}

// siteOf is the part of a host's name that somebody registered.
func siteOf(host string) string {
	if site, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(host)); err == nil {
		return site
	}
	return host
}

var signIn = regexp.MustCompile(`(?i)(^|/)(log-?in|sign-?in|sign_in|sso|auth|oauth2?)(/|$|\.)`)

var aside = regexp.MustCompile(`(?i)(^|/)(search|find|40[34]|410|not-?found|page-?not-?found|errors?|unavailable|maintenance)(/|$|\.)`)

// isTruncated says whether a web page stops before its own end. Some pages leave
// the end out, so that alone is a doubt; that the transfer could not tell the
// end either makes it certain.
func (p *fetched) isTruncated() bool {
	if p.media != "text/html" && p.media != "application/xhtml+xml" {
		return false
	}
	low := bytes.ToLower(p.text)
	for _, name := range []string{"html", "body"} {
		if bytes.Contains(low, []byte("<"+name)) {
			return !bytes.Contains(low, []byte("</"+name))
		}
	}
	return bytes.LastIndexByte(low, '<') > bytes.LastIndexByte(low, '>')
}

// wordCount counts the words of a page.
func wordCount(d *page.Document) int {
	n := 0
	for _, b := range d.Blocks {
		n += 1 + strings.Count(b.Text, " ") // white space is collapsed
	}
	return n
}

// allText is the title and the text of a page.
func allText(d *page.Document) string {
	text := page.NewText(d.Blocks)
	return d.Title + "\n" + text.String()
}
