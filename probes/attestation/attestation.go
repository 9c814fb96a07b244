// SPDX-License-Identifier: Apache-2.0

package attestation

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ossf/package-manager-landscape/probes"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/fulcio/certificate"
	"github.com/sigstore/sigstore-go/pkg/verify"
)

// MaxBundle is the largest bundle, in bytes, that is read: 16 MiB.
const MaxBundle = 16 << 20

// Policy is who may have signed, and whom to trust for it.
type Policy struct {
	Issuer    string            // the certificate's OIDC issuer, exactly
	Issuers   string            // in place of Issuer: a regular expression (RE2) that it must match as a whole
	SAN       string            // a regular expression (RE2) that the whole subject alternative name must match
	Keys      *Keys             // in place of both: one of these keys must have signed
	Predicate func(string) bool // takes the predicate types that are asked for; nil: all
	Root      *Root             // nil: the pinned root of the public Sigstore instance
}

// Result is what a bundle was found to be.
type Result struct {
	Outcome probes.Outcome // Matched: verified; Invalid: not verified; Unmatched: there is none, or of another type; Unreachable: its bundle could not be fetched
	Reason  string         // why it is not Matched, in one line
	Unknown bool           // it does not verify since its log or authority is not in the trust root: it may be good

	PredicateType string // as the statement says; of an Invalid one, nobody vouches for it
	Issuer        string
	SAN           string
	Repository    string    // source repository of the build, when the certificate names it
	SignedAt      time.Time // UTC, of the earliest verified timestamp
}

// Fetch gives what an address serves that an answer names for a bundle. Its
// error says in one line why there is nothing to read.
type Fetch func(address string) ([]byte, error)

// maxFetched bounds how many bundles of one answer are fetched.
const maxFetched = 10

// VerifyAll checks every attestation that a registry's answer holds, in any
// shape that Entries knows. Without one, the only result is Unmatched. Bundles
// that stand elsewhere come by fetch; nil: none can be fetched.
func VerifyAll(answer, digest []byte, policy Policy, fetch Fetch) ([]Result, error) {
	want, err := policy.toRequirement(digest)
	if err != nil {
		return nil, err
	}
	fetched := 0
	results, err := eachEntry(answer, want.checkBundle, func(address string) Result {
		if fetched++; fetched > maxFetched {
			return notFetched("the answer names more than the %d that are fetched", maxFetched)
		}
		return want.checkFetched(address, fetch)
	})
	if err != nil {
		return []Result{{Outcome: probes.Invalid, Reason: oneLine(err)}}, nil
	}
	if len(results) == 0 {
		return []Result{absent}, nil
	}
	return results, nil
}

// eachEntry gives the result of every attestation of an answer: read takes a bundle
// that is in it, and elsewhere the address of one that is not.
func eachEntry(answer []byte, read func(bundle []byte) Result, elsewhere func(address string) Result) ([]Result, error) {
	found, err := Entries(answer)
	if err != nil {
		return nil, err
	}
	var results []Result
	for _, entry := range found {
		switch {
		case entry.Bundle != nil:
			results = append(results, read(entry.Bundle))
		case entry.URL != "":
			results = append(results, elsewhere(entry.URL))
		default:
			results = append(results, Result{Outcome: probes.Invalid, Reason: "an entry of the answer has no bundle"})
		}
	}
	return results, nil
}

func notFetched(format string, args ...any) Result {
	return Result{Outcome: probes.Unreachable, Reason: fmt.Sprintf(format, args...)}
}

// checkFetched checks the bundle that an address serves.
func (r *requirement) checkFetched(address string, fetch Fetch) Result {
	if fetch == nil {
		return notFetched("it stands at another address")
	}
	data, err := fetch(address)
	if err != nil {
		return notFetched("%s", oneLine(err))
	}
	bundle, err := Unpack(data)
	if err != nil {
		return Result{Outcome: probes.Invalid, Reason: "not a Sigstore bundle: " + oneLine(err)}
	}
	return r.checkBundle(bundle)
}

var absent = Result{Outcome: probes.Unmatched, Reason: "there is no attestation"}

// requirement is a policy made ready.
type requirement struct {
	root      *Root
	verifier  *verify.Verifier
	policy    verify.PolicyBuilder
	predicate func(string) bool
}

var algorithms = map[int]string{32: "sha256", 48: "sha384", 64: "sha512"}

func (p Policy) toRequirement(digest []byte) (*requirement, error) {
	algorithm, ok := algorithms[len(digest)]
	if !ok {
		return nil, fmt.Errorf("a digest of %d bytes is neither SHA-256, SHA-384 nor SHA-512", len(digest))
	}
	signer, err := p.signerPolicy()
	if err != nil {
		return nil, err
	}
	trusted := p.Root
	if trusted == nil {
		if trusted, err = Pinned(); err != nil {
			return nil, err
		}
	}
	verifier, err := trusted.newVerifier(p.Keys)
	if err != nil {
		return nil, err
	}
	return &requirement{trusted, verifier, verify.NewPolicy(verify.WithArtifactDigest(algorithm, digest), signer), p.Predicate}, nil
}

func (p Policy) signerPolicy() (verify.PolicyOption, error) {
	switch {
	case p.Keys != nil && (p.Issuer+p.Issuers != "" || p.SAN != ""):
		return nil, errors.New("a policy has keys, or an issuer and a subject alternative name, and not both")
	case p.Keys != nil:
		return verify.WithKey(), nil
	case (p.Issuer == "") == (p.Issuers == "") || p.SAN == "":
		return nil, errors.New("a policy needs an issuer and a subject alternative name: a signature of just anyone proves nothing")
	}
	for _, text := range []string{p.SAN, p.Issuers} {
		if _, err := regexp.Compile(text); err != nil {
			return nil, fmt.Errorf("bad expression for the subject alternative name or the issuers: %w", err)
		}
	}
	issuers := ""
	if p.Issuers != "" {
		issuers = `^(?:` + p.Issuers + `)$`
	}
	// Grouped: alternatives must not escape the anchors.
	identity, err := verify.NewShortCertificateIdentity(p.Issuer, issuers, "", `^(?:`+p.SAN+`)$`)
	if err != nil {
		return nil, err
	}
	return verify.WithCertificateIdentity(identity), nil
}

func (r *requirement) checkBundle(data []byte) (result Result) {
	defer func() {
		if p := recover(); p != nil { // a fault of the libraries on hostile bytes
			result.Outcome, result.Reason = probes.Invalid, "the bundle cannot be checked: "+oneLine(fmt.Errorf("%v", p))
		}
	}()
	if len(strings.TrimSpace(string(data))) == 0 {
		return absent
	}
	parsed, err := parseBundle(data)
	if err != nil {
		return Result{Outcome: probes.Invalid, Reason: "not a Sigstore bundle: " + oneLine(err)}
	}
	result = describeBundle(parsed)
	if r.predicate != nil && !r.predicate(result.PredicateType) {
		result.Outcome, result.Reason = probes.Unmatched, "of another predicate type"
		return result
	}
	verified, err := r.verifier.Verify(parsed, r.policy)
	if err != nil {
		unknown := r.root.unknownAuthority(parsed)
		result.Outcome, result.Reason, result.Unknown = probes.Invalid, cmp.Or(unknown, oneLine(err)), unknown != ""
		return result
	}
	result.Outcome = probes.Matched
	for _, stamp := range verified.VerifiedTimestamps {
		if at := stamp.Timestamp.UTC(); result.SignedAt.IsZero() || at.Before(result.SignedAt) {
			result.SignedAt = at
		}
	}
	return result
}

func parseBundle(data []byte) (*bundle.Bundle, error) {
	if len(data) > MaxBundle {
		return nil, fmt.Errorf("it has %d bytes, more than the %d that are read", len(data), MaxBundle)
	}
	parsed := new(bundle.Bundle)
	if err := parsed.UnmarshalJSON(data); err != nil {
		return nil, err
	}
	return parsed, nil
}

// Described lists what the attestations of an answer, in any shape that Entries knows,
// say of themselves. Nothing is verified; the Outcome of one that cannot be read is
// Invalid, of one that is not in the answer Unreachable, and of any other empty.
func Described(answer []byte) ([]Result, error) {
	results, err := eachEntry(answer, describeBytes, func(string) Result { return notFetched("it stands at another address") })
	if err != nil {
		return nil, errors.New(oneLine(err))
	}
	return results, nil
}

func describeBytes(data []byte) (result Result) {
	defer func() {
		if p := recover(); p != nil {
			result = Result{Outcome: probes.Invalid, Reason: "the bundle cannot be read: " + oneLine(fmt.Errorf("%v", p))}
		}
	}()
	parsed, err := parseBundle(data)
	if err != nil {
		return Result{Outcome: probes.Invalid, Reason: "not a Sigstore bundle: " + oneLine(err)}
	}
	return describeBundle(parsed)
}

// describeBundle reads what a bundle says of itself, verified or not.
func describeBundle(b *bundle.Bundle) (result Result) {
	if content, err := b.SignatureContent(); err == nil && content.EnvelopeContent() != nil {
		if statement, err := content.EnvelopeContent().Statement(); err == nil {
			result.PredicateType = statement.GetPredicateType()
		}
	}
	content, err := b.VerificationContent()
	if err != nil || content.Certificate() == nil {
		return result
	}
	if summary, err := certificate.SummarizeCertificate(content.Certificate()); err == nil {
		result.Issuer, result.SAN, result.Repository = summary.Issuer, summary.SubjectAlternativeName, summary.SourceRepositoryURI
	}
	return result
}

// Digest reads a digest as registries write it: hexadecimal, with or without
// "sha256:" before it, or as subresource integrity has it (sha512-BASE64).
func Digest(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	digest, err := hex.DecodeString(strings.TrimPrefix(text, "sha256:"))
	if algorithm, rest, ok := strings.Cut(text, "-"); ok {
		digest, err = base64.StdEncoding.DecodeString(rest)
		if algorithms[len(digest)] != algorithm {
			return nil, fmt.Errorf("%.120q is not a %.10q digest", text, algorithm)
		}
	}
	if err != nil || algorithms[len(digest)] == "" {
		return nil, fmt.Errorf("%.120q is not a SHA-256, SHA-384 or SHA-512 digest", text)
	}
	return digest, nil
}

// oneLine keeps a library's words to one line of bounded length. protobuf writes a
// no-break space or a space, at random, so that nobody relies on its words: both
// become a space.
func oneLine(err error) string { return probes.OneLine(err.Error(), 300) }
