// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ossf/package-manager-landscape/probes/catalog"
	"github.com/ossf/package-manager-landscape/probes/record"
)

func TestEmbeddedCatalog(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	// Ids are never taken away, and one record adds a feature.
	if got, least := len(c.Features), 86; got < least {
		t.Errorf("%d features, want %d or more", got, least)
	}

	var files []string
	names, err := fs.Glob(os.DirFS("."), "features/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		files = append(files, strings.TrimSuffix(path.Base(name), ".yml"))
	}
	slices.Sort(files)
	ids := c.IDs()
	slices.Sort(ids)
	if !slices.Equal(ids, files) {
		t.Errorf("ids are not the names of the files in features/\n ids   %v\n files %v", ids, files)
	}

	for _, f := range c.Features {
		if found, ok := c.Feature(f.ID); !ok || found.ID != f.ID {
			t.Errorf("Feature(%q) = %q, %v", f.ID, found.ID, ok)
		}
		if f.Why == "To be written." || f.Partial == "To be written." {
			t.Errorf("%s is still to be written", f.ID)
		}
	}
	if f, ok := c.Feature("integrity.no-such"); ok {
		t.Errorf("Feature finds %v for an unknown id", f)
	}
}

// The features of a journey stand together, in the survey's order of journeys,
// and within it as journeys.yml lists them, with those that it does not list
// behind.
func TestEmbeddedOrder(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	wantJourneys := []struct {
		id          string
		features    int
		first, last string
	}{
		{"integrity", 14, "integrity.signing", "integrity.transparency-log"},
		{"naming", 6, "naming.typosquatting", "naming.dependency-confusion"},
		{"compromise", 11, "compromise.leaked-password-check", "compromise.cooldown"},
		{"ecosystem", 9, "ecosystem.security-testing", "ecosystem.advisory-database"},
		{"authentication", 26, "authentication.email-verification", "authentication.staged-publishing"},
		{"policy", 11, "policy.trusted-keys", "policy.admin-removal"},
		{"sbom", 2, "sbom.generation", "sbom.published"},
		{"dependencies", 7, "dependencies.pinning", "dependencies.scoring"},
	}
	if len(c.Journeys) != len(wantJourneys) {
		t.Fatalf("%d journeys, want %d", len(c.Journeys), len(wantJourneys))
	}
	var together []string
	for i, want := range wantJourneys {
		j := c.Journeys[i]
		if j.ID != want.id || j.Title == "" || j.Question == "" {
			t.Errorf("journey %d is %+v, want %s with a title and a question", i, j, want.id)
		}
		of := c.Of(want.id)
		if len(of) < want.features {
			t.Errorf("%s has %d features, want %d or more", want.id, len(of), want.features)
			continue
		}
		if first, last := of[0].ID, of[want.features-1].ID; first != want.first || last != want.last {
			t.Errorf("%s runs from %s to %s, want %s to %s", want.id, first, last, want.first, want.last)
		}
		for _, f := range of {
			together = append(together, f.ID)
		}
	}
	if got := c.IDs(); !slices.Equal(got, together) {
		t.Errorf("the catalog is not in the order of its journeys\n got  %v\n want %v", got, together)
	}
	inOrder := listed(t)
	got := slices.DeleteFunc(c.IDs(), func(id string) bool { return !slices.Contains(inOrder, id) })
	if want := inOrder; !slices.Equal(got, want) {
		t.Errorf("the catalog is not in the order of journeys.yml\n got  %v\n want %v", got, want)
	}
}

// listed reads the ids in journeys.yml from its text, as they stand.
func listed(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("journeys.yml")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for line := range strings.Lines(string(data)) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok && strings.Contains(id, ".") {
			ids = append(ids, id)
		}
	}
	return ids
}

// Lines of a record: the licence is 1, id 2, journey 3, title 4, why 5,
// supported 6, partial 7, row 8, principle 9, guidance 10 and needs 11.
const goodFeature = `# SPDX-License-Identifier: CC-BY-4.0
id: naming.one
journey: naming
title: One
why: It matters.
supported: It is there.
partial: Half of it is there.
survey_2022_row: 9
principle: general-1-2
guidance: [deletion]
needs: [accounts]
`

const goodJourneys = `# SPDX-License-Identifier: CC-BY-4.0
journeys:
  - id: naming
    title: Names
    question: Which one?
    features:
      - naming.one
`

// list and none take the record out of journeys.yml: a listed record that does
// not load, or loads under another id, is also missing there.
const (
	list = "      - naming.one\n"
	none = "      []\n"
)

const oneFile = "features/naming.one.yml"

// files gives a catalog of one feature, with each old text replaced by the new
// one that follows it.
func files(t *testing.T, replace ...string) fstest.MapFS {
	t.Helper()
	feature, journeys := goodFeature, goodJourneys
	for i := 0; i < len(replace); i += 2 {
		old, mended := replace[i], replace[i+1]
		switch {
		case strings.Contains(feature, old):
			feature = strings.Replace(feature, old, mended, 1)
		case strings.Contains(journeys, old):
			journeys = strings.Replace(journeys, old, mended, 1)
		default:
			t.Fatalf("neither file has %q", old)
		}
	}
	return fstest.MapFS{
		oneFile:        {Data: []byte(feature)},
		"journeys.yml": {Data: []byte(journeys)},
	}
}

func TestRead(t *testing.T) {
	c, err := catalog.Read(files(t), "at")
	if err != nil {
		t.Fatal(err)
	}
	f, ok := c.Feature("naming.one")
	if !ok || len(c.Features) != 1 {
		t.Fatalf("features are %v", c.IDs())
	}
	if f.Journey != "naming" || f.Title != "One" || f.Why != "It matters." || f.Supported != "It is there." ||
		f.Partial != "Half of it is there." || f.Row != 9 || f.Principle.String() != "general-1-2" ||
		!slices.Equal(f.Guidance, []string{"deletion"}) || !slices.Equal(f.Needs, []string{"accounts"}) {
		t.Errorf("read %+v", f)
	}
}

// A feature is one record and no edit elsewhere: one that journeys.yml does not
// list comes last in its journey, before the next journey.
func TestReadUnlisted(t *testing.T) {
	two := strings.ReplaceAll(goodFeature, "naming.one", "naming.a-two")
	three := strings.ReplaceAll(strings.ReplaceAll(goodFeature, "naming.one", "policy.three"), "journey: naming", "journey: policy")
	all := files(t)
	all["features/naming.a-two.yml"] = &fstest.MapFile{Data: []byte(two)}
	all["features/policy.three.yml"] = &fstest.MapFile{Data: []byte(three)}
	all["journeys.yml"] = &fstest.MapFile{Data: []byte(goodJourneys + `  - id: policy
    title: Policy
    question: Which rules?
    features:
      - policy.three
`)}
	c, err := catalog.Read(all, "at")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"naming.one", "naming.a-two", "policy.three"}
	if got := c.IDs(); !slices.Equal(got, want) {
		t.Fatalf("order is %v, want %v", got, want)
	}
	for _, id := range want {
		if f, ok := c.Feature(id); !ok || f.ID != id {
			t.Errorf("Feature(%q) = %q, %v", id, f.ID, ok)
		}
	}
}

// Each mistake gives one line a problem, whole: where it is and how to mend it.
func TestReadErrors(t *testing.T) {
	const one, journeys = "at/" + oneFile, "at/journeys.yml"
	tests := map[string]struct {
		replace []string
		want    []string
	}{
		"wrong key": {
			[]string{"partial:", "partal:", list, none},
			[]string{one + `:7:1: unknown key "partal": did you mean partial?`},
		},
		"wrong key near no other": {
			[]string{"guidance:", "references:", list, none},
			[]string{one + `:10:1: unknown key "references": keys here are changed, edition, guidance, id, journey, needs, partial, principle, supported, survey_2022_row, synonyms, title, why`},
		},
		"repeated key": {
			[]string{"why: It matters.", "title: Two", list, none},
			[]string{one + `:5:1: title is there already, at line 4: merge the two`},
		},
		"id is not the file name": {
			[]string{"id: naming.one", "id: naming.two", list, none},
			[]string{one + `:2:5: id "naming.two" is not the file's name: write id: naming.one`},
		},
		"id of another form": {
			[]string{"id: naming.one", "id: naming.One", list, none},
			[]string{
				one + `:2:5: id "naming.One" is not the file's name: write id: naming.one`,
				one + `:2:5: id "naming.One" must be the journey, a dot and a name of small letters, digits and hyphens`,
			},
		},
		"no id": {
			[]string{"id: naming.one\n", "", list, none},
			[]string{
				one + `:1:1: id "" is not the file's name: write id: naming.one`,
				one + `:1:1: id "" must be the journey, a dot and a name of small letters, digits and hyphens`,
			},
		},
		"principle without an item": {
			[]string{"general-1-2", "general-1"},
			[]string{one + `:9:12: principle "general-1" is not TRACK-LEVEL-ITEM, such as authorization-3-1`},
		},
		"principle of an unknown track": {
			[]string{"general-1-2", "generic-1-2"},
			[]string{one + `:9:12: principle "generic-1-2" is not TRACK-LEVEL-ITEM, such as authorization-3-1`},
		},
		"principle above level 3": {
			[]string{"general-1-2", "general-4-1"},
			[]string{one + `:9:12: principle "general-4-1" is not TRACK-LEVEL-ITEM, such as authorization-3-1`},
		},
		"unknown trait": {
			[]string{"[accounts]", "[accounts, acounts]"},
			[]string{one + `:11:19: unknown trait "acounts"`},
		},
		"unknown guidance": {
			[]string{"[deletion]", "[deletions]"},
			[]string{one + `:10:12: unknown guidance "deletions": it is one of trusted-publishers, provenance, deletion, homebrew, attestations-ui`},
		},
		"edition without what changed": {
			[]string{"needs: [accounts]\n", "needs: [accounts]\nedition: 2\n", list, none},
			[]string{one + `:12:10: changed is missing: say in one sentence what the edition changed`},
		},
		"what changed without an edition": {
			[]string{"needs: [accounts]\n", "needs: [accounts]\nchanged: More.\n", list, none},
			[]string{one + `:1:1: edition "" is not a number from 2 on; the first edition is not named`},
		},
		"the first edition named": {
			[]string{"needs: [accounts]\n", "needs: [accounts]\nedition: 1\nchanged: More.\n", list, none},
			[]string{one + `:12:10: edition "1" is not a number from 2 on; the first edition is not named`},
		},
		"missing partial": {
			[]string{"partial: Half of it is there.\n", ""},
			[]string{one + `:2:5: partial is missing: write one sentence`},
		},
		"blank partial": {
			[]string{"Half of it is there.", "' '"},
			[]string{one + `:2:5: partial is missing: write one sentence`},
		},
		"missing title, why and supported": {
			[]string{"title: One\n", "", "why: It matters.\n", "", "supported: It is there.\n", ""},
			[]string{
				one + `:2:5: title is missing: write one sentence`,
				one + `:2:5: why is missing: write one sentence`,
				one + `:2:5: supported is missing: write one sentence`,
			},
		},
		"row that is no number": {
			[]string{"row: 9", "row: nine"},
			[]string{one + `:8:18: survey_2022_row "nine" is no row number`},
		},
		"row below one": {
			[]string{"row: 9", "row: 0"},
			[]string{one + `:8:18: survey_2022_row "0" is no row number`},
		},
		"unknown journey": {
			[]string{"  - id: naming\n", "  - id: names\n", list, none},
			[]string{one + `:1:1: unknown journey "naming"`},
		},
		"journey that is not the id's": {
			[]string{"journey: naming", "journey: policy"},
			[]string{
				one + `:1:1: unknown journey "policy"`,
				one + `:2:5: id "naming.one" must be the journey, a dot and a name of small letters, digits and hyphens`,
				journeys + `:7:9: feature naming.one says journey policy, not naming`,
			},
		},
		"listed without a record": {
			[]string{list, list + "      - naming.two\n"},
			[]string{journeys + `:8:9: no feature "naming.two": add probes/catalog/features/naming.two.yml or remove the line`},
		},
		"listed twice": {
			[]string{list, list + "      - naming.one\n"},
			[]string{journeys + `:8:9: feature naming.one is listed twice`},
		},
		"wrong key of a journey": {
			[]string{"question:", "questions:"},
			[]string{journeys + `:5:5: unknown key "questions": did you mean question?`},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := catalog.Read(files(t, test.replace...), "at")
			compare(t, c, err, test.want)
		})
	}
}

func TestReadWithoutJourneys(t *testing.T) {
	all := files(t)
	delete(all, "journeys.yml")
	c, err := catalog.Read(all, "at")
	compare(t, c, err, []string{"at/journeys.yml:1:1: open journeys.yml: file does not exist"})
}

// compare wants exactly these lines, and each as a record.Problem.
func compare(t *testing.T, c *catalog.Catalog, err error, want []string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want\n%s", strings.Join(want, "\n"))
	}
	if c != nil {
		t.Errorf("a catalog comes with the error")
	}
	if got := err.Error(); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	var problems record.Problems
	if !errors.As(err, &problems) || len(problems) != len(want) {
		t.Errorf("the error is a %T of %d problems, want record.Problems of %d", err, len(problems), len(want))
	}
}
