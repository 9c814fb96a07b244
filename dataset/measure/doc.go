// SPDX-License-Identifier: Apache-2.0

// Package measure is one adoption run: a cohort and the metrics of its ecosystem come
// in, rows of adoption and of adoption_packages go out.
//
// The work goes through a workqueue and its journal, so that memory does not grow with
// the cohort and a run that was killed goes on. It imports probes, cohort,
// workqueue, adoption, bulk, ecosystems, table and derive.
package measure
