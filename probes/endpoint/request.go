// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/ossf/package-manager-landscape/probes"
)

// request is what goes over the wire: probes with the same are asked together.
type request struct {
	method, url, accept, body string
	most                      int64 // bytes of the answer that are read; 0: maxBody
}

// placeholder is a {name} of an endpoint's address.
var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// requestOf fills the endpoint's address in.
func (a *API) requestOf(p probes.Probe) (request, error) {
	return a.fillTemplate(p.Ecosystem, p.Ask.Body, probes.Place{
		EndpointID: p.Ask.EndpointID, URL: p.URL, Method: p.Ask.Method, Accept: p.Ask.Accept, Values: p.Ask.Values,
	})
}

// fillTemplate makes a request of an endpoint's template.
func (a *API) fillTemplate(ecosystem, body string, at probes.Place) (request, error) {
	address := at.URL
	if strings.Contains(address, "{registry}") {
		base := a.Registries[ecosystem]
		if base == "" {
			return request{}, fmt.Errorf("no registry address for %s: give --registry %s=URL", ecosystem, ecosystem)
		}
		address = strings.ReplaceAll(address, "{registry}", strings.TrimRight(base, "/"))
	}
	r := request{method: cmp.Or(at.Method, http.MethodGet), accept: at.Accept, body: body}
	for name, v := range at.Values {
		if segment := "{" + name + "_segment}"; strings.Contains(address, segment) {
			address = strings.ReplaceAll(address, segment, url.PathEscape(v)) // its slashes as well
		}
		address = strings.ReplaceAll(address, "{"+name+"}", probes.EscapePath(v))
		quoted, _ := json.Marshal(v) // a string always encodes
		r.body = strings.ReplaceAll(r.body, "{"+name+"}", string(quoted[1:len(quoted)-1]))
	}
	if open := placeholder.FindString(address); open != "" {
		return request{}, fmt.Errorf("the sample gives no value for %s", strings.Trim(open, "{}"))
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return request{}, fmt.Errorf("endpoint %s has no usable address", at.EndpointID)
	}
	if u.User != nil {
		return request{}, fmt.Errorf("the registry's address for %s must not hold a password", ecosystem)
	}
	r.url = u.String()
	return r, nil
}

// shownAddress is the address of a probe that was not asked, as far as it is known: no
// table holds a placeholder, or the address of a registry that is not public.
func (a *API) shownAddress(p probes.Probe) string {
	address := p.URL
	if strings.Contains(address, "{registry}") {
		base := a.Registries[p.Ecosystem]
		if base == "" || a.Mirrors[p.Ecosystem] {
			return p.Ask.Homepage
		}
		address = strings.ReplaceAll(address, "{registry}", strings.TrimRight(base, "/"))
	}
	for name, v := range p.Ask.Values {
		address = strings.ReplaceAll(address, "{"+name+"}", probes.EscapePath(v))
	}
	known, _, open := strings.Cut(address, "{")
	if !open {
		return address
	}
	if known = known[:strings.LastIndexByte(known, '/')+1]; strings.Count(known, "/") < 3 {
		return p.Ask.Homepage
	}
	return known
}

func (r request) host() string {
	u, err := url.Parse(r.url)
	if err != nil {
		return ""
	}
	return u.Host
}

// newHTTPRequest makes the request itself.
func (r request) newHTTPRequest() (*http.Request, error) {
	made, err := http.NewRequest(r.method, r.url, strings.NewReader(r.body)) // an empty text: no body
	if err != nil {
		return nil, fmt.Errorf("no request: %w", err)
	}
	if r.accept != "" {
		made.Header.Set("Accept", r.accept)
	}
	if strings.HasPrefix(strings.TrimSpace(r.body), "{") || strings.HasPrefix(strings.TrimSpace(r.body), "[") {
		made.Header.Set("Content-Type", "application/json")
	}
	return made, nil
}
