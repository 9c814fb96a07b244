// SPDX-License-Identifier: Apache-2.0

// Package redisqueue spreads the work of a run over processes and machines, by
// hibiken/asynq on a Redis server.
//
// A Queue hands items out and takes results in; Serve is the other side, in any number
// of processes. Each run has a name of its own in every key, and an order: bytes that
// tell a worker what the work is. Of an item that two workers did, the first result
// counts. Items whose worker is gone, or that Redis lost, are handed out again. Hosts is
// the pace of hosts that all workers share. What comes from Redis is decoded strictly and
// within limits. It imports workqueue.
package redisqueue
