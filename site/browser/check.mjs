// SPDX-License-Identifier: Apache-2.0

// Opens built sites in real browsers and checks what only a browser can tell.
// node check.mjs PLAN.json; writes one line for each failure, and figures. The
// plan names the browsers, the sites' folders, their pages by type, and counts as
// the dataset has them. VERBOSE=1 says how long each check took; ONLY=name,name
// runs these alone, BROWSER=firefox in one browser.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launch } from './browsers.mjs'
import { checks } from './checks.mjs'
import { resize, serve } from './serve.mjs'

const { browsers, sites } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const only = process.env.ONLY && process.env.ONLY.split(',')

let failures = 0
const queues = {}
const servers = []

// sit opens a page, which tells its seat what happens; checks take seats in turn.
const sit = async ({ browser, patience }, options) => {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(patience)
  const seat = { page: await context.newPage() }
  seat.page.on('pageerror', e => seat.report('script error', e.message))
  seat.page.on('console', m => { if (m.type() === 'error') seat.report('console', m.text()) })
  seat.page.on('dialog', d => { seat.report('a dialog opened', d.message()); d.dismiss() })
  seat.page.on('request', r => {
    if (r.url() === 'about:blank') return
    seat.asked.push(r.url())
    if (!seat.tops.some(start => r.url().startsWith(start))) seat.report('request off the site', r.url())
  })
  return seat
}

// plans puts the checks of one site in one browser into the queue.
const plans = (plan, engine, { browser, saved, patience, seats }, { site, held, base }) => {
  const name = `${plan.name} in ${engine}`
  const folder = pathToFileURL(resolve(site)).href + '/'
  const fail = (where, what) => { failures++; console.log(`FAIL ${name}: ${where}: ${what}`.replaceAll('\n', ' ')) }
  const tell = (what, value) => console.log(`FIGURE ${name}: ${what}: ${value}`)

  // open gives a page that reports errors, requests off the site and violations
  // of its policy, the addresses that it asked for, and how to close it. Options
  // are the browser's, and folder: without the server; quiet: what is written to
  // the console is expected; fresh: a profile of its own, as with any other option;
  // viewport: null leaves the window as wide as it is.
  const open = async (path, { folder: fromFolder, quiet, fresh, viewport = { width: 1280, height: 800 }, ...options } = {}) => {
    const own = fresh || Object.keys(options).length > 0
    const seat = (!own && seats.pop()) || await sit({ browser, patience }, options)
    const { page } = seat
    const top = fromFolder ? folder : base
    const where = `${path} ${viewport?.width ?? ''} ${options.colorScheme ?? ''}`.trim()
    Object.assign(seat, { asked: [], tops: [top, 'blob:' + top, 'data:'], report: (kind, what) => { if (kind !== 'console' || !quiet) fail(where, `${kind}: ${what}`) } })
    await resize(page, viewport?.width ?? page.viewportSize().width, viewport?.height)
    await page.goto(top + path)
    const close = async () => {
      if (own) return page.context().close()
      // What its scripts still ask for is no request of the next.
      if (seat.asked.some(url => url.endsWith('.js'))) await page.goto('about:blank')
      if (engine === 'chromium') await page.emulateMedia({ media: null, colorScheme: 'light', forcedColors: 'none' })
      seats.push(seat)
    }
    return { page, close, where, asked: seat.asked }
  }

  for (const check of checks({ open, fail, tell, plan, base, site, held, saved, chromium: engine === 'chromium' })) {
    if (only && !only.includes(check.name)) continue
    queues[engine].push(async () => {
      const at = Date.now()
      try { await check() } catch (e) { fail(check.name, e.stack) }
      if (process.env.VERBOSE) console.log(`TIME ${name}: ${check.name}: ${Date.now() - at} ms`)
    })
  }
}

const started = Date.now()
const asked = Object.entries(browsers).filter(([engine]) => (process.env.BROWSER ?? engine) === engine)
for (const [engine] of asked) queues[engine] = []
const running = await Promise.all(asked.map(async ([engine, path]) => [engine, { ...await launch(engine, path), seats: [] }]))
for (const plan of sites) {
  for (const [engine, program] of running) {
    const served = await serve(plan.site)
    servers.push(served.server)
    plans(plan, engine, program, { ...served, site: plan.site })
  }
}
if (only && Object.values(queues).every(q => q.length === 0)) { console.log('FAIL no check has that name'); failures++ }
// Three at a time in Chromium: some wait for the page to be painted. One in
// Firefox, where a page in the background has no focus.
const workers = { chromium: 3, firefox: 1 }
const since = () => ((Date.now() - started) / 1000).toFixed(1)
await Promise.all(Object.entries(queues).map(async ([engine, queue]) => {
  await Promise.all(Array.from({ length: workers[engine] }, async () => { for (let c = queue.shift(); c; c = queue.shift()) await c() }))
  console.log(`FIGURE ${engine} is done after ${since()} s`)
}))
console.log(`FIGURE seconds: ${since()}`)
for (const [, { browser }] of running) await browser.close()
for (const server of servers) server.close()
process.exit(failures ? 1 : 0)
