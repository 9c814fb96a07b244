// SPDX-License-Identifier: Apache-2.0

// Package workqueuetest holds what every queue must do, whether it works in this process
// or spreads the work over many.
//
// In comes a queue; out go failures of a test. It may import workqueue, and tests alone
// import it.
package workqueuetest
