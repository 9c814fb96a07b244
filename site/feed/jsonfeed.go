// SPDX-License-Identifier: Apache-2.0

package feed

import (
	"bytes"

	"github.com/ossf/package-manager-landscape/site/model"
)

// jsonFeed is the feed of the site as JSON Feed 1.1.
func jsonFeed(b *bytes.Buffer, m *model.Model) error {
	type item struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Title     string `json:"title"`
		Text      string `json:"content_text"`
		Source    string `json:"external_url,omitempty"`
		Published string `json:"date_published"`
	}
	f := struct {
		Version     string `json:"version"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Home        string `json:"home_page_url,omitempty"`
		Feed        string `json:"feed_url,omitempty"`
		Items       []item `json:"items"`
	}{Version: "https://jsonfeed.org/version/1.1", Title: m.Texts.Must("feed.site"), Description: standing(m), Items: []item{}}
	if m.BaseURL != "" {
		f.Home, f.Feed = m.Absolute("changes/index.html"), m.Absolute("changes/feed.json")
	}
	for _, c := range movedEntries(m.Changes) {
		f.Items = append(f.Items, item{entryID(c), changeLink(m, "changes/", c), changeTitle(m, c), summaryOf(c), sourceOf(c), entryTime(c)})
	}
	return writeIndented(b, f)
}
