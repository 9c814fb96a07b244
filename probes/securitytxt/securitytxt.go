// SPDX-License-Identifier: Apache-2.0

package securitytxt

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// maxFile is the size of the largest file that is read: RFC 9116 asks
// readers to set a limit.
const maxFile = 64 << 10

// File is a security.txt file. Fields that may stand several times are
// in the order of the file, which is the order of preference.
type File struct {
	Contact            []string
	Expires            time.Time // UTC; zero when the file does not say
	Encryption         []string
	Acknowledgments    []string
	Canonical          []string
	Policy             []string
	Hiring             []string
	CSAF               []string
	PreferredLanguages []string
	Unknown            []string // names of other fields
	Signed             bool     // the fields are in an OpenPGP cleartext signature; it is not verified
}

// errNoFields: whatever it is, it is not a security.txt.
var errNoFields = errors.New("no field of a security.txt")

var errNotField = errors.New("not a field (Name: value)")

// Parse reads a file. The error says what makes it invalid by
// RFC 9116: no text, no field at all, a malformed field, a second Expires, a
// contact that is not an address. A missing field is Check's to tell.
func Parse(data []byte) (*File, error) {
	switch {
	case len(data) > maxFile:
		return nil, fmt.Errorf("larger than %d KiB", maxFile>>10)
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return nil, errors.New("not UTF-8 text")
	}
	lines := splitLines(string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	s := &File{}
	body, err := s.unwrapSignature(lines)
	if err != nil {
		return nil, err
	}
	fields := 0
	for _, l := range body {
		text := strings.TrimSpace(l.text)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := s.readField(text); err != nil {
			if fields == 0 && errors.Is(err, errNotField) {
				return nil, fmt.Errorf("line %d: %w: %w", l.number, errNoFields, err)
			}
			return nil, fmt.Errorf("line %d: %w", l.number, err)
		}
		fields++
	}
	if fields == 0 {
		return nil, errNoFields
	}
	return s, nil
}

// line is a line of the file and its number, from 1.
type line struct {
	text   string
	number int
}

func splitLines(text string) []line {
	var lines []line
	for i, each := range strings.Split(text, "\n") {
		lines = append(lines, line{strings.TrimSuffix(each, "\r"), i + 1})
	}
	return lines
}

const (
	signedMark    = "-----BEGIN PGP SIGNED MESSAGE-----"
	signatureMark = "-----BEGIN PGP SIGNATURE-----"
	endMark       = "-----END PGP SIGNATURE-----"
)

// unwrapSignature takes the fields out of an OpenPGP cleartext signature (RFC 9580,
// section 7), if there is one. Text outside of it is not signed, and must not
// be taken for the file's.
func (s *File) unwrapSignature(lines []line) ([]line, error) {
	for len(lines) > 0 && strings.TrimSpace(lines[0].text) == "" {
		lines = lines[1:]
	}
	if len(lines) == 0 || strings.TrimRight(lines[0].text, " \t") != signedMark {
		return lines, nil
	}
	s.Signed = true
	lines = lines[1:]
	for len(lines) > 0 && strings.TrimSpace(lines[0].text) != "" {
		lines = lines[1:] // Hash: and other armor headers
	}
	var body []line
	for i, l := range lines {
		if strings.TrimRight(l.text, " \t") == signatureMark {
			return body, checkSignatureEnd(lines[i:])
		}
		body = append(body, line{strings.TrimPrefix(l.text, "- "), l.number})
	}
	return nil, errors.New("the signed message has no signature")
}

func checkSignatureEnd(lines []line) error {
	for i, l := range lines {
		if strings.TrimRight(l.text, " \t") != endMark {
			continue
		}
		for _, rest := range lines[i+1:] {
			if strings.TrimSpace(rest.text) != "" {
				return fmt.Errorf("line %d: text after the signature", rest.number)
			}
		}
		return nil
	}
	return errors.New("the signature does not end")
}

var nameForm = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)

// readField reads "Name: value".
func (s *File) readField(text string) error {
	name, value, ok := strings.Cut(text, ":")
	if !ok || !nameForm.MatchString(name) {
		return errNotField
	}
	value = strings.TrimSpace(value)
	if value == "" {
		return fmt.Errorf("%s has no value", name)
	}
	switch strings.ToLower(name) {
	case "expires":
		return s.readExpires(value)
	case "preferred-languages":
		return s.readLanguages(value)
	}
	into := s.listOf(strings.ToLower(name))
	if into == nil {
		s.Unknown = append(s.Unknown, name)
		return nil
	}
	if err := checkAddress(name, value); err != nil {
		return err
	}
	*into = append(*into, value)
	return nil
}

func (s *File) listOf(name string) *[]string {
	switch name {
	case "contact":
		return &s.Contact
	case "encryption":
		return &s.Encryption
	case "acknowledgments":
		return &s.Acknowledgments
	case "canonical":
		return &s.Canonical
	case "policy":
		return &s.Policy
	case "hiring":
		return &s.Hiring
	case "csaf":
		return &s.CSAF
	}
	return nil
}

func (s *File) readExpires(value string) error {
	if !s.Expires.IsZero() {
		return errors.New("a second Expires")
	}
	at, ok := dateTime(value)
	if !ok || at.IsZero() {
		return fmt.Errorf("the date of Expires is not one of RFC 3339: %.40q", value)
	}
	s.Expires = at
	return nil
}

// dateTimeShape is date-time of RFC 3339 5.6. Package time reads more: an hour of
// one digit, a comma before the fraction, offsets of more than a day.
var dateTimeShape = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// dateTime reads a date of RFC 3339, in UTC. The letters may be in lower case. A
// leap second may only end a day; it counts as the second before it.
func dateTime(value string) (time.Time, bool) {
	value = strings.ToUpper(value)
	if !dateTimeShape.MatchString(value) {
		return time.Time{}, false
	}
	leap := value[17:19] == "60"
	if leap {
		value = value[:17] + "59" + value[19:]
	}
	at, err := time.Parse(time.RFC3339, value)
	if at = at.UTC(); leap && (at.Hour() != 23 || at.Minute() != 59) {
		return time.Time{}, false
	}
	return at, err == nil
}

func (s *File) readLanguages(value string) error {
	if s.PreferredLanguages != nil {
		return errors.New("a second Preferred-Languages")
	}
	for tag := range strings.SplitSeq(value, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			s.PreferredLanguages = append(s.PreferredLanguages, tag)
		}
	}
	return nil
}

// checkAddress holds a value to be a URI, and one on the web to be HTTPS.
func checkAddress(name, value string) error {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Scheme == "" || strings.ContainsAny(value, " \t<>\""):
		return fmt.Errorf("%s is not an address (URI): %.80q", name, value)
	case u.Scheme == "http":
		return fmt.Errorf("%s must be https: %.80q", name, value)
	case u.Scheme == "https" && u.Host == "":
		return fmt.Errorf("%s names no host: %.80q", name, value)
	}
	return nil
}

// Check says what a reader at that time would miss: RFC 9116 requires a
// contact and an expiry, and a file that has expired must not be used.
func (s *File) Check(at time.Time) error {
	switch {
	case len(s.Contact) == 0:
		return errors.New("no Contact")
	case s.Expires.IsZero():
		return errors.New("no Expires")
	case !at.Before(s.Expires):
		return fmt.Errorf("expired on %s", s.Expires.Format(time.DateOnly))
	}
	return nil
}
