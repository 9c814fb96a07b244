// SPDX-License-Identifier: Apache-2.0

package vocabulary

// ItemState is how far an ecosystem meets one item of a checklist.
type ItemState string

// The states of an item; the last two are those of the verdict behind it.
const (
	Met               ItemState = "met"
	PartlyMet         ItemState = "partial"
	Unmet             ItemState = "unmet"
	ItemUnknown       ItemState = ItemState(Unknown)
	ItemNotApplicable ItemState = ItemState(NotApplicable)
)

// LevelState is how far an ecosystem has come with one level of a checklist.
type LevelState string

// The states of a level.
const (
	LevelReached       LevelState = "reached"     // all items that apply are met
	LevelNotReached    LevelState = "not reached" // an item is not met, or in part
	LevelOpen          LevelState = "open"        // only unknown items are missing
	LevelNotApplicable LevelState = LevelState(NotApplicable)
)
