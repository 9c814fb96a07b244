// SPDX-License-Identifier: Apache-2.0

// Lighthouse on pages of a built site, for a phone and for a desk.
// node check.mjs PLAN.json; one line for each failure, and figures. The
// plan names the browser and the pages; with "speed", performance is measured
// too: the best of three runs, because a busy machine only makes it worse.
import { readFileSync } from 'node:fs'
import lighthouse, { desktopConfig } from 'lighthouse'
import { chromium } from 'playwright-core'
import { flags, serve } from '../serve.mjs'

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { site, pages } = plan.sites[0]
const strict = { accessibility: 100, 'best-practices': 100, seo: 100 }
const fastest = 98
const none = 0.01 // a layout shift that nobody sees
const runs = 3

const { server, base } = await serve(site)
const free = await serve(site)
const port = free.server.address().port
free.server.close()
const browser = await chromium.launch({ executablePath: plan.browsers.chromium, args: [...flags, `--remote-debugging-port=${port}`] })

let failures = 0
const fail = text => { failures++; console.log('FAIL ' + text) }

// once gives the scores of one run, what failed, and the layout shift.
const once = async (path, form, categories) => {
  const { lhr } = await lighthouse(base + path, { port, onlyCategories: categories, logLevel: 'error', output: 'json' }, form === 'desktop' ? desktopConfig : undefined)
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message)
  const scores = {}, lost = {}
  for (const id of categories) {
    scores[id] = Math.round(lhr.categories[id].score * 100)
    lost[id] = lhr.categories[id].auditRefs.filter(r => r.weight > 0 && lhr.audits[r.id].score !== null && lhr.audits[r.id].score < 1)
      .map(r => `${r.id} ${lhr.audits[r.id].displayValue ?? ''} ${lhr.audits[r.id].details?.items?.slice(0, 2).map(i => i.node?.snippet ?? i.description ?? i.issueType ?? '').join(' | ') ?? ''}`.trim())
  }
  return { scores, lost, shift: lhr.audits['cumulative-layout-shift']?.numericValue }
}

for (const [type, path] of Object.entries(pages)) {
  for (const form of plan.forms ?? ['mobile', 'desktop']) {
    const { scores, lost } = await once(path, form, Object.keys(strict))
    for (const [id, least] of Object.entries(strict)) {
      if (scores[id] < least) fail(`${type} ${form}: ${id} ${scores[id]}: ${lost[id].join('; ')}`)
    }
    console.log(`FIGURE ${type} ${form}: ${Object.entries(scores).map(s => s.join(' ')).join(', ')}`)
    if (!plan.speed) continue
    const tried = []
    while (tried.length < runs && !(tried.at(-1)?.scores.performance === 100)) tried.push(await once(path, form, ['performance']))
    const best = tried.reduce((a, b) => (b.scores.performance > a.scores.performance ? b : a))
    if (best.scores.performance < fastest) fail(`${type} ${form}: performance ${best.scores.performance}: ${best.lost.performance.join('; ')}`)
    if (best.shift > none) fail(`${type} ${form}: layout shift ${best.shift}`)
    console.log(`FIGURE ${type} ${form}: performance ${tried.map(t => t.scores.performance).join(' ')}, layout shift ${best.shift}`)
  }
}
await browser.close()
server.close()
process.exit(failures ? 1 : 0)
