// SPDX-License-Identifier: Apache-2.0

// Package robots reads robots.txt by RFC 9309 and says what a crawler may ask for.
// In comes the text of the file and the crawler's product token, out come Rules:
// Allows for a path with its query, and the Crawl-delay. It knows no network; the
// transport fetches the file and keeps the rules. It imports nothing of ours.
package robots

// temoto/robotstxt was tried: it refuses a whole file for one bad line, does not
// anchor patterns with wildcards, measures them by the length of their regular
// expression, lets the first of two equally long rules win and compares
// percent-encoding as it stands. It serves the tests as a second opinion on files
// without these.
