// SPDX-License-Identifier: Apache-2.0

import { textOf } from '../pdf.mjs'

// Paper: every verdict and every address of evidence can be read on A4, names
// of registries stand above the rows of each page, and no row is split.
export const paper = ({ add, open, fail, plan, tell, chromium }) => {
  if (!plan.full || !chromium) return // Firefox's paper is a picture of another kind, which pdf.mjs does not read
  const bare = text => text.normalize('NFKC').replace(/[\s\u00ad\u200b]/g, '')

  add('print the comparison', async () => {
    const { page, close, where } = await open(plan.pages.matrix)
    const rows = (await page.locator('.m tbody tr').evaluateAll(list => list.map(r => [...r.cells].map(c => c.textContent).join('')))).map(bare)
    const names = bare(await page.locator('.m').first().locator('thead .full').evaluateAll(list => list.map(e => e.textContent).join('')))
    const sheets = textOf(await page.pdf({ format: 'A4' })).map(bare)
    const split = rows.filter(r => !sheets.some(s => s.includes(r)))
    if (split.length) fail(where, `${split.length} of ${rows.length} rows are split or not on paper: ${split[0]}`)
    for (const [i, sheet] of sheets.entries()) {
      const first = Math.min(...rows.map(r => sheet.indexOf(r)).filter(at => at >= 0))
      if (first < Infinity && !sheet.slice(0, first).includes(names)) fail(where, `page ${i + 1} has rows without the names above them`)
    }
    tell('sheets of the comparison', sheets.length)
    await close()
  })

  for (const type of ['registry', 'feature']) add('print a ' + type, async () => {
    const { page, close, where } = await open(plan.pages[type])
    const want = await page.locator('a.source').evaluateAll(list => [...new Set(list.map(a => a.getAttribute('href')))])
    const verdicts = (await page.locator('tbody tr:has(.v) > th').evaluateAll(list => list.map(th => th.textContent + th.parentElement.querySelector('.v').textContent))).map(bare)
    const all = textOf(await page.pdf({ format: 'A4' })).map(bare).join('')
    const missing = want.filter(url => !all.includes(bare(url)))
    if (want.length === 0 || missing.length) fail(where, `${missing.length} of ${want.length} addresses cannot be read on paper: ${missing[0]}`)
    const lost = verdicts.filter(v => !all.includes(v))
    if (verdicts.length === 0 || lost.length) fail(where, `${lost.length} of ${verdicts.length} verdicts are not on paper: ${lost[0]}`)
    await page.emulateMedia({ media: 'print' })
    const rules = await page.evaluate(() => [getComputedStyle(document.querySelector('thead')).display, getComputedStyle(document.querySelector('tbody tr')).breakInside])
    if (rules[0] !== 'table-header-group' || rules[1] !== 'avoid') fail(where, 'print: ' + rules)
    tell(`addresses on the paper of a ${type}`, want.length)
    await close()
  })
}
