// SPDX-License-Identifier: Apache-2.0

package vocabulary

// Direction says what became of a feature between two waves.
type Direction string

// The directions of a change.
const (
	Gained        Direction = "gained"                 // not offered, now offered
	Strengthened  Direction = "strengthened"           // offered more fully or enforced more, or nearer to being offered
	Weakened      Direction = "weakened"               // the reverse
	Lost          Direction = "lost"                   // offered, now not
	Delivered     Direction = "planned-then-delivered" // planned, now offered
	NotYet        Direction = "planned-and-not-yet"    // planned in an earlier wave, and still not offered
	NewlyAsked    Direction = "newly-asked"            // the earlier wave did not ask
	NotComparable Direction = "not-comparable"         // a side does not know, or the two contradict each other
	Unchanged     Direction = ""                       // no change: such a cell has no row
)

// Directions lists the directions in the order in which they are told. The list
// is not to be changed.
var Directions = []Direction{Gained, Delivered, Strengthened, Weakened, Lost, NotYet, NewlyAsked, NotComparable}
