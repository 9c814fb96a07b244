// SPDX-License-Identifier: Apache-2.0

// Package website reads live pages, through colly and the client of package
// transport: Site answers the probes about them, and Crawl follows the links of
// documentation sites. In: addresses and probes. Out: observations, and pages as
// package page reduces them.
//
// A page that is not what was asked for (a wall for robots, an apology, a page
// that repeats any address, half a page) is an observation that says so, and
// never a match. It may import probes, page and transport.
package website
