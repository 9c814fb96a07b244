// SPDX-License-Identifier: Apache-2.0

// Package workqueue does the same work for many items, each once, on one machine or
// on many.
//
// In come items with an id each, and a function that does the work of one; out go
// results, one an item, in any order. Queue is the interface; Local does the work in
// this process. A queue that spreads the work over processes, as redisqueue does, sends
// Item.Data to workers that make the same Work of it, and emits what they send back; the
// suite in workqueuetest holds for each. A Journal keeps results on disk, so that a run that
// was killed goes on where it stopped. It may import journal.
package workqueue
