// SPDX-License-Identifier: Apache-2.0

// Package chart draws what the tables show as pictures.
//
// In: a model. Out: drawings made of rectangles and texts with their places, each
// with a text alternative and the numbers that it shows. The page's templates
// write them as SVG; their colours come from the style sheet by class.
//
// It may import site/model and site/messages.
package chart
