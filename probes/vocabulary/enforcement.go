// SPDX-License-Identifier: Apache-2.0

package vocabulary

import "slices"

// Enforcement says whose choice an offered feature is; "" where it is not known,
// and with verdicts that offer nothing.
type Enforcement string

// The enforcements.
const (
	Required Enforcement = "required" // a rule turns away what does without it
	Default  Enforcement = "default"  // it is so unless somebody chooses otherwise
	Optional Enforcement = "optional" // somebody has to choose it
)

// Enforcements lists them, the strictest first. The list is not to be changed.
var Enforcements = []Enforcement{Required, Default, Optional}

// Weight orders enforcements, the strictest highest; none, and one that is not in
// the list, weigh nothing.
func (e Enforcement) Weight() int {
	if at := slices.Index(Enforcements, e); at >= 0 {
		return len(Enforcements) - at
	}
	return 0
}

// Known says whether the enforcement is in the list.
func (e Enforcement) Known() bool { return e.Weight() > 0 }
