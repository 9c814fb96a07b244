// SPDX-License-Identifier: Apache-2.0

package discover

import (
	"strings"

	"github.com/ossf/package-manager-landscape/probes/catalog"
)

// wordsOf splits text into words in lower case, without the commonest and
// without endings, so that "publishing" and "published" are one.
func wordsOf(text string) []string {
	fields := strings.FieldsFunc(oneWord.Replace(strings.ToLower(text)), notWord)
	words := fields[:0]
	for _, w := range fields {
		if w = stemWord(w); len(w) > 1 && len(w) < 40 && !stopWords[w] {
			words = append(words, w)
		}
	}
	return words
}

// oneWord joins what would be taken for a signature and a log.
var oneWord = strings.NewReplacer("sign-in", "signin", "sign in", "signin", "signing in", "signin", "log-in", "login", "log in", "login", "logging in", "login")

func notWord(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 0x80
}

// stemWord takes the commonest English endings off, the plural first. It only has
// to treat a feature and a page alike.
func stemWord(w string) string {
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
	case strings.HasSuffix(w, "ies") && len(w) > 5:
		w = w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "s") && len(w) > 3:
		w = w[:len(w)-1]
	}
	for _, ending := range []string{"ation", "ment", "ing", "er", "ied", "ed", "e", "y"} {
		if rest, ok := strings.CutSuffix(w, ending); ok && len(rest) >= 4 {
			return rest
		}
	}
	return w
}

var stopWords = func() map[string]bool {
	words := make(map[string]bool)
	for w := range strings.FieldsSeq(`a an and or the of to in on at by for from with without as is are was were be been it its this that these those
		can could may might must shall should will would do does did not no nor so than then there their them they you your we our
		i he she if when where which who whom what how all any each every some such only own same other into out over under more most
		package packages registry registries user users use used using client clients has have had one two via per also about
		support supported supports available http https www html com org md mdx index page docs content`) {
		words[stemWord(w)] = true
	}
	return words
}()

// alike are words that documentation uses for one another.
var alike = [][]string{
	{"mfa", "2fa", "two factor", "multi factor", "otp"},
	{"passkey", "webauthn", "security key", "phishing resistant"},
	{"provenance", "attestation", "slsa", "sigstore"},
	{"trusted publishing", "oidc", "openid"},
	{"signature", "sign", "signed", "pgp", "gpg"},
	{"yank", "unpublish", "delete", "remove", "deletion"},
	{"malware", "malicious"},
	{"vulnerability", "advisory", "audit", "cve"},
	{"token", "api key", "api token", "credential"},
	{"typosquatting", "confusion", "similar"},
	{"namespace", "scope", "prefix", "organization"},
	{"sbom", "bill materials", "cyclonedx", "spdx"},
	{"role", "owner", "permission", "collaborator", "maintainer"},
	{"lockfile", "lock file", "package lock", "checksum"},
	{"login", "signin"},
	{"recovery", "recover", "reset", "lost"},
	{"mirror", "replicate", "feed"},
	{"deprecate", "archive", "quarantine"},
}

// queryOf weighs the words of a feature: those of its title and id most, those
// of its criterion less, and words like them a little.
func queryOf(f catalog.Feature) map[string]float64 {
	query := make(map[string]float64)
	_, name, _ := strings.Cut(f.ID, ".")
	weighText(query, f.Title, 3)
	weighText(query, name, 2)
	defer weighText(query, f.Supported, 1) // its words call for no others like them
	for _, group := range alike {
		most := 0.0
		for _, w := range group {
			most = max(most, query[stemWords(w)])
		}
		for _, w := range group {
			query[stemWords(w)] = max(query[stemWords(w)], most/2)
		}
	}
	return query
}

// weighText adds a text's words and pairs. What stands twice does not count twice.
func weighText(query map[string]float64, text string, weight float64) {
	eachWord(text, func(w string) {
		own := weight
		if strings.Contains(w, " ") {
			own /= 2
		}
		query[w] = max(query[w], own)
	})
}

func stemWords(words string) string { return strings.Join(wordsOf(words), " ") }

// addressWords is the path of an address or file.
func addressWords(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, address, _ = strings.Cut(rest, "/")
	}
	return address
}
