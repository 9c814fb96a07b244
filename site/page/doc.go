// SPDX-License-Identifier: Apache-2.0

// Package page makes the HTML pages of the site by the standard library's
// templates: one Go file and its templates for each kind of page.
//
// In: a model, and the charts drawn from it. Out: pages, each rendered when it is
// written, and the style sheet, scripts and icon beside them. The templates are
// parsed once; texts of site/messages are put into them then.
//
// It may import site/model, site/chart and site/messages; no other package of ours
// may import html/template.
package page
