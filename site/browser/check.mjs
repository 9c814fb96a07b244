// SPDX-License-Identifier: Apache-2.0

// Opens a built site in a real browser and checks what only a browser can tell.
// node check.mjs SITE PLAN.json; writes one line for each failure, and figures.
// The plan names pages by type, and the site's counts as the dataset has them.
// VERBOSE=1 says how long each check took; ONLY=name,name runs these alone.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { checks } from './checks.mjs'
import { flags, serve } from './serve.mjs'

const [site, planFile] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8'))
const { server, base } = await serve(site)
const folder = pathToFileURL(resolve(site)).href + '/'
const browser = await chromium.launch({ executablePath: plan.chromium, args: flags })

let failures = 0
const fail = (where, what) => { failures++; console.log(`FAIL ${where}: ${what}`.replaceAll('\n', ' ')) }
const tell = (name, value) => console.log(`FIGURE ${name}: ${value}`)

// open gives a page that reports errors, requests off the site and violations
// of its policy. Options are the browser's, and folder: without the server;
// quiet: what is written to the console is expected.
const open = async (path, { folder: fromFolder, quiet, ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
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

const only = process.env.ONLY && process.env.ONLY.split(',')
const queue = checks({ open, fail, tell, plan, base, site, browser }).filter(c => !only || only.includes(c.name))
const started = Date.now()
// Two at a time: the machines that run this have two cores.
await Promise.all([0, 1].map(async () => {
  for (let c = queue.shift(); c; c = queue.shift()) {
    const at = Date.now()
    try { await c() } catch (e) { fail(c.name, e.stack) }
    if (process.env.VERBOSE) console.log(`TIME ${c.name}: ${Date.now() - at} ms`)
  }
}))
tell('seconds', ((Date.now() - started) / 1000).toFixed(1))
await browser.close()
server.close()
process.exit(failures ? 1 : 0)
