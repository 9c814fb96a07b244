// SPDX-License-Identifier: Apache-2.0

// Opens built sites in a real browser and checks what only a browser can tell.
// node check.mjs PLAN.json; writes one line for each failure, and figures. The
// plan names the sites' folders, their pages by type, and counts as the dataset
// has them. VERBOSE=1 says how long each check took; ONLY=name,name runs these
// alone.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { checks } from './checks.mjs'
import { flags, serve } from './serve.mjs'

const { chromium: executablePath, sites } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const browser = await chromium.launch({ executablePath, args: flags, timeout: 300_000 })
const only = process.env.ONLY && process.env.ONLY.split(',')

let failures = 0
const queue = []
const servers = []

// plans puts the checks of one site into the queue.
const plans = async plan => {
  const { name, site } = plan
  const { server, held, base } = await serve(site)
  servers.push(server)
  const folder = pathToFileURL(resolve(site)).href + '/'
  const fail = (where, what) => { failures++; console.log(`FAIL ${name}: ${where}: ${what}`.replaceAll('\n', ' ')) }
  const tell = (what, value) => console.log(`FIGURE ${name}: ${what}: ${value}`)

  // open gives a page that reports errors, requests off the site and violations
  // of its policy. Options are the browser's, and folder: without the server;
  // quiet: what is written to the console is expected. Where it is waited for something, the limit is only there to end a check that hangs.
  const open = async (path, { folder: fromFolder, quiet, ...options } = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    const top = fromFolder ? folder : base
    const where = `${path} ${options.viewport?.width ?? 1280} ${options.colorScheme ?? ''}`.trim()
    page.on('pageerror', e => fail(where, 'script error: ' + e.message))
    page.on('console', m => { if (m.type() === 'error' && !quiet) fail(where, 'console: ' + m.text()) })
    page.on('dialog', d => { fail(where, 'a dialog opened: ' + d.message()); d.dismiss() })
    page.on('request', r => { if (![top, 'blob:' + top, 'data:'].some(start => r.url().startsWith(start))) fail(where, 'request off the site: ' + r.url()) })
    await page.goto(top + path)
    return { page, context, where }
  }

  for (const check of checks({ open, fail, tell, plan, base, site, held })) {
    if (only && !only.includes(check.name)) continue
    queue.push(async () => {
      const at = Date.now()
      try { await check() } catch (e) { fail(check.name, e.stack) }
      if (process.env.VERBOSE) console.log(`TIME ${name}: ${check.name}: ${Date.now() - at} ms`)
    })
  }
}

for (const plan of sites) await plans(plan)
if (only && queue.length === 0) { console.log('FAIL no check has that name'); failures++ }
const started = Date.now()
// Three at a time on two cores: some wait for the page to be painted.
await Promise.all([0, 1, 2].map(async () => { for (let c = queue.shift(); c; c = queue.shift()) await c() }))
console.log(`FIGURE seconds: ${((Date.now() - started) / 1000).toFixed(1)}`)
await browser.close()
for (const server of servers) server.close()
process.exit(failures ? 1 : 0)
