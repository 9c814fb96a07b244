// SPDX-License-Identifier: Apache-2.0

package adoptiontest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ossf/package-manager-landscape/probes/cohort"
)

// Registry is a registry of made packages. The same seed makes the same packages.
type Registry struct {
	Ecosystem string
	Packages  int
	Seed      uint64
	Bundles   map[string][]byte // attestations by kind, as Attest makes them; nil: none is served
}

// Ecosystems are those whose shape can be played.
var Ecosystems = []string{"npm", "pypi", "gem", "cargo", "nuget", "maven", "pub", "composer", "hex"}

// traits are what is true of one package.
type traits struct {
	name                                             string // as its users write it
	downloads                                        int64
	provenance, signed, trusted, staged, gone, owned bool
	policy                                           bool // of the linked repository
	old, forged, published                           bool // of the provenance: SLSA 0.2; of another file; of the registry as well
	releases                                         []release
}

// release is a release, or a file of one.
type release struct{ provenance, yanked bool }

func (r *Registry) traits(i int) traits {
	source := rand.New(rand.NewPCG(r.Seed, uint64(i)))
	likely := func(share float64) bool { return source.Float64() < share }
	t := traits{
		downloads: 1 + int64(source.ExpFloat64()*1000), provenance: likely(0.17), signed: likely(0.83), trusted: likely(0.31),
		staged: likely(0.02), gone: likely(0.06), owned: likely(0.45),
	}
	alike := source.Float64() // releases of a package are alike
	for range 1 + int(source.ExpFloat64()*4) {
		t.releases = append(t.releases, release{likely(alike * alike), likely(0.1 * alike)})
	}
	t.old, t.forged, t.published, t.policy = likely(0.3), likely(0.25), likely(0.8), likely(0.4)
	t.name = fmt.Sprintf("made-%06d", i)
	switch r.Ecosystem {
	case "maven":
		t.name = fmt.Sprintf("org.made.group%d:made-%06d", i%97, i)
	case "composer":
		t.name = fmt.Sprintf("vendor%d/made-%06d", i%97, i)
	case "npm":
		if t.owned {
			t.name = "@scope/" + t.name
		}
	}
	return t
}

// Cohort lists the packages, by downloads of no order.
func (r *Registry) Cohort() ([]cohort.Package, error) {
	names := make([]string, r.Packages)
	for i := range names {
		names[i] = r.traits(i).name
	}
	all, left := cohort.Ranked(r.Ecosystem, names)
	if left > 0 {
		return nil, fmt.Errorf("%d made names are not packages", left)
	}
	return all, nil
}

// Truth is, by metric, how many of how many units have it.
func (r *Registry) Truth() map[string][2]int64 {
	truth := make(map[string][2]int64)
	for i := range r.Packages {
		for id, one := range r.TruthOf(i) {
			truth[id] = [2]int64{truth[id][0] + one[0], truth[id][1] + one[1]}
		}
	}
	return truth
}

// TruthOf is the truth of one package.
func (r *Registry) TruthOf(i int) map[string][2]int64 {
	t := r.traits(i)
	truth := make(map[string][2]int64)
	once := func(id string, has bool) { truth[id] = [2]int64{number(has), 1} }
	weighted := func(id string, has bool) { truth[id] = [2]int64{number(has) * t.downloads, t.downloads} }
	each := func(id string, has func(release) bool) {
		var n int64
		for _, one := range t.releases {
			n += number(has(one))
		}
		truth[id] = [2]int64{n, int64(len(t.releases))}
	}
	anyOf := func(has func(release) bool) bool {
		return slices.ContainsFunc(t.releases, has)
	}
	proven := func(r release) bool { return r.provenance }
	yanked := func(r release) bool { return r.yanked }
	verified := func() {
		if t.provenance {
			once("integrity.provenance.verified", !t.forged)
		}
	}
	switch r.Ecosystem {
	case "npm", "cargo", "gem", "composer", "pub":
		once("ecosystem.vulnerability-disclosure.linked-repository", t.policy)
	}
	switch r.Ecosystem {
	case "npm":
		once("integrity.provenance.latest-release", t.provenance)
		once("integrity.provenance.slsa-v1", t.provenance && !t.old)
		once("integrity.provenance.slsa-v0-2", t.provenance && t.old)
		once("integrity.publish-attestation.sampled", t.provenance && t.published)
		verified()
		once("integrity.registry-signatures.latest-release", t.signed)
		once("authentication.trusted-publishing.latest-release", t.trusted)
		once("authentication.staged-publishing.latest-release", t.staged)
		once("policy.deprecation.latest-release", t.gone)
		once("naming.namespaces.scoped", t.owned)
	case "pypi":
		once("integrity.provenance.latest-release", t.provenance)
		once("integrity.provenance.slsa-first-file", t.provenance && t.old)
		once("integrity.publish-attestation.first-file", t.provenance && (t.published || !t.old))
		verified()
		once("integrity.provenance.any-file", anyOf(proven))
		each("integrity.provenance.files", proven)
		each("policy.yanking.files", yanked)
		once("policy.deprecation.project", t.gone)
	case "gem":
		once("integrity.provenance.latest-release", t.provenance)
		once("integrity.provenance.slsa", t.provenance && t.old)
		once("authentication.mfa-enforced-critical.declared", t.owned)
		weighted("authentication.mfa-enforced-critical.declared-downloads", t.owned)
	case "cargo":
		once("authentication.trusted-publishing.latest-release", t.trusted)
		weighted("authentication.trusted-publishing.latest-downloads", t.trusted)
		once("authentication.trusted-publishing-only.crate", t.staged)
		once("policy.yanking.latest-release", t.gone)
	case "nuget":
		once("naming.namespaces.reserved-prefix", t.owned)
		weighted("naming.namespaces.reserved-prefix-downloads", t.owned)
		once("policy.deprecation.latest-release", t.gone)
	case "maven":
		once("integrity.signing.latest-release", t.signed)
		once("integrity.signing-keyless.latest-release", t.provenance)
	case "pub":
		once("policy.deprecation.discontinued", t.gone)
		each("policy.yanking.releases", yanked)
		once("naming.dns-verification.verified-publisher", t.owned)
	case "composer":
		once("policy.deprecation.abandoned", t.gone)
		weighted("policy.deprecation.abandoned-downloads", t.gone)
	case "hex":
		once("policy.deprecation.latest-release", t.gone)
		once("policy.deprecation.any-release", t.gone || anyOf(yanked))
	}
	return truth
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

type object = map[string]any

// find says which package an address is about.
func (r *Registry) find(text string) (traits, bool) {
	_, digits, ok := strings.Cut(text, "made-")
	if !ok || len(digits) < 6 {
		return traits{}, false
	}
	i, err := strconv.Atoi(digits[:6])
	if err != nil || i >= r.Packages {
		return traits{}, false
	}
	t := r.traits(i)
	plain := t.name[strings.LastIndexAny(t.name, "/:")+1:]
	return t, strings.Contains(text, plain)
}

// ServeHTTP answers as the ecosystem's API does.
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	address, _ := url.QueryUnescape(req.URL.Path + "?" + req.URL.RawQuery)
	t, ok := r.find(address)
	var answer any
	if ok {
		answer = r.answer(t, address)
	}
	switch text := answer.(type) {
	case nil:
		http.NotFound(w, req)
	case string:
		_, _ = w.Write([]byte(text))
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// answer is what an address answers; nil: nothing is there.
func (r *Registry) answer(t traits, address string) any {
	if strings.HasSuffix(address, "/HEAD/SECURITY.md?") {
		return orNull(t.policy, "# Security policy\n")
	}
	switch r.Ecosystem {
	case "npm":
		return r.npm(t, address)
	case "pypi":
		return r.pypi(t, address)
	case "gem":
		return r.gem(t, address)
	case "cargo":
		return crate(t)
	case "nuget":
		return nuget(t)
	case "maven":
		return maven(t, address)
	case "pub":
		return pub(t, address)
	case "composer":
		return composer(t)
	case "hex":
		return hex(t, address)
	}
	return nil
}
