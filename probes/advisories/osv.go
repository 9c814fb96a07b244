// SPDX-License-Identifier: Apache-2.0

package advisories

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// OSV asks the OSV database. Base is its API's address.
type OSV struct {
	Client *http.Client // carries robots, pace, cache, retries and limits
	Base   string       // such as https://api.osv.dev
}

// maxAnswer is the size of the largest answer that is read.
const maxAnswer = 16 << 20

// errUnknown: OSV answered that it does not know what it was asked for.
var errUnknown = errors.New("not known to OSV")

// HasEcosystem says whether OSV knows an ecosystem of that name. It asks for a
// package of it: an ecosystem that is not known is a bad request, a package
// that is not known is an empty answer.
func (o OSV) HasEcosystem(ctx context.Context, ecosystem, pkg string) (bool, error) {
	query := map[string]any{"package": map[string]string{"ecosystem": ecosystem, "name": pkg}}
	_, err := o.query(ctx, query)
	if errors.Is(err, errUnknown) {
		return false, nil
	}
	return err == nil, err
}

// Malicious lists the MAL- ids that OSV has for a package: reports of malware,
// beside vulnerabilities.
func (o OSV) Malicious(ctx context.Context, ecosystem, pkg string) ([]string, error) {
	var ids []string
	page := ""
	for range 20 { // pages; a package with more says enough
		query := map[string]any{"package": map[string]string{"ecosystem": ecosystem, "name": pkg}}
		if page != "" {
			query["page_token"] = page
		}
		answer, err := o.query(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, v := range answer.Vulns {
			if strings.HasPrefix(v.ID, "MAL-") {
				ids = append(ids, v.ID)
			}
		}
		if page = answer.Next; page == "" {
			break
		}
	}
	return ids, nil
}

// Has says whether OSV has a record of that id, and of which ecosystems.
func (o OSV) Has(ctx context.Context, id string) (ecosystems []string, ok bool, err error) {
	var record struct {
		ID       string `json:"id"`
		Affected []struct {
			Package struct {
				Ecosystem string `json:"ecosystem"`
			} `json:"package"`
		} `json:"affected"`
	}
	err = o.ask(ctx, http.MethodGet, "/v1/vulns/"+url.PathEscape(id), nil, &record)
	switch {
	case errors.Is(err, errUnknown):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case record.ID == "":
		return nil, false, errors.New("OSV answered with no record")
	}
	for _, a := range record.Affected {
		ecosystems = append(ecosystems, a.Package.Ecosystem)
	}
	return ecosystems, true, nil
}

type osvAnswer struct {
	Vulns []struct {
		ID string `json:"id"`
	} `json:"vulns"`
	Next string `json:"next_page_token"`
}

func (o OSV) query(ctx context.Context, query any) (answer osvAnswer, err error) {
	return answer, o.ask(ctx, http.MethodPost, "/v1/query", query, &answer)
}

// ask sends one request. A status that blames the question is errUnknown;
// whatever else is no good answer is an error, and says nothing about OSV.
func (o OSV) ask(ctx context.Context, method, path string, body, into any) error {
	var text io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("OSV %s: %w", path, err)
		}
		text = strings.NewReader(string(encoded))
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(o.Base, "/")+path, text)
	if err != nil {
		return fmt.Errorf("OSV %s: %w", path, err)
	}
	request.Header.Set("Accept", "application/json")
	if text != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := o.Client.Do(request)
	if err != nil {
		return fmt.Errorf("OSV %s: %w", path, err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err == nil && len(data) > maxAnswer {
		err = fmt.Errorf("larger than %d MiB", maxAnswer>>20)
	}
	if err != nil {
		return fmt.Errorf("OSV %s: %w", path, err)
	}
	return judge(path, response.StatusCode, data, into)
}

// judge tells OSV's own refusal, which is JSON with a code and a message, from
// that of anything in between.
func judge(path string, status int, data []byte, into any) error {
	if status == http.StatusBadRequest || status == http.StatusNotFound {
		var refusal struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		}
		if json.Unmarshal(data, &refusal) == nil && refusal.Code != 0 && refusal.Message != "" {
			return errUnknown
		}
	}
	if status != http.StatusOK {
		return fmt.Errorf("OSV %s: HTTP status %d", path, status)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("OSV %s: not the JSON expected", path)
	}
	return nil
}
