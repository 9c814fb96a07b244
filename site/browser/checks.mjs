// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { explorer } from './checks/explorer.mjs'
import { matrix } from './checks/matrix.mjs'
import { pages } from './checks/pages.mjs'
import { paper } from './checks/paper.mjs'
import { people } from './checks/people.mjs'
import { scales, weight } from './checks/weight.mjs'

const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// checks lists the checks for a site; kit is what check.mjs gives them.
export const checks = kit => {
  const list = []
  const { fail } = kit
  const add = (name, f) => { Object.defineProperty(f, 'name', { value: name }); list.push(f) }

  // fits says whether nothing runs out of the page sideways.
  const fits = async (page, where) => {
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
    if (wide > room) fail(where, `the page is ${wide} px wide in ${room} px`)
  }

  // ask puts questions of inside.mjs to a page.
  const ask = async (page, where, ...questions) => {
    for (const question of questions) {
      const bad = await page.evaluate(question)
      if (bad.length) fail(where, `${question.name}: ${bad.length}: ${bad.slice(0, 3).join('; ')}`)
    }
  }

  // accessible asks axe: all its rules, of contrast alone, or without the two that take
  // most of its time, which faint and small ask on every page.
  const accessible = async (page, where, { contrast = false, whole = true } = {}) => {
    if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe)
    const options = contrast ? { runOnly: ['color-contrast'] } : { runOnly: standards, rules: { 'target-size': { enabled: whole }, 'color-contrast': { enabled: whole } } }
    const found = await page.evaluate(o => window.axe.run(document, { ...o, resultTypes: ['violations'], preload: false }), options)
    for (const v of found.violations) fail(where, `axe ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | ')}`)
  }

  for (const group of [pages, matrix, people, explorer, paper, weight]) group({ ...kit, add, fits, ask, accessible, weigh: scales(kit) })
  return list
}
