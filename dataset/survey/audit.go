// SPDX-License-Identifier: Apache-2.0

package survey

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/ossf/package-manager-landscape/dataset/refresh"
)

// Audit turns what the transport counted into what a dataset tells; nil when
// nothing went over the network.
func (s *Seen) Audit() *refresh.Audit {
	if len(s.Hosts) == 0 {
		return nil
	}
	a := &refresh.Audit{}
	for _, h := range s.Hosts {
		a.Hosts = append(a.Hosts, refresh.HostAudit{Host: h.Host, Requests: h.Requests, Retries: h.Retries, Cached: h.CacheHits, Failures: h.Failures, Bytes: h.Bytes})
	}
	return a
}

// ReadAudit reads an audit that landscape probe wrote; nil without a file.
func ReadAudit(file string) (*refresh.Audit, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("--audit: %w", err)
	}
	var a refresh.Audit
	if err := json.Unmarshal(data, &a); err != nil {
		return nil, fmt.Errorf("--audit %s: not what landscape probe wrote: %w", file, err)
	}
	return &a, nil
}
