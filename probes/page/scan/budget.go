// SPDX-License-Identifier: Apache-2.0

package scan

// Budget bounds the bytes that a reader may look at in vain. A scan that fails
// and would be tried again at the next byte makes a reader quadratic; once the
// budget is spent such marks are plain text.
type Budget int

// NewBudget is what a page of that many bytes may cost.
func NewBudget(size int) *Budget {
	b := Budget(8*size + 1<<16)
	return &b
}

// Limit is how far a scan may go now.
func (b *Budget) Limit(most int) int { return max(0, min(most, int(*b))) }

// Spend takes n bytes off the budget.
func (b *Budget) Spend(n int) { *b -= Budget(n) }
