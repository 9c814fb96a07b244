// SPDX-License-Identifier: Apache-2.0

// Opens a built site in a real browser and checks what only a browser can tell.
// node check.mjs SITE PLAN.json; writes one line for each failure, and figures.
// The plan names pages by type, and the site's counts as the dataset has them.
import { createServer } from 'node:http'
import { readFileSync, existsSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { chromium } from 'playwright-core'
import { checks } from './checks.mjs'

const [site, planFile] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8'))
const types = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json', xml: 'application/xml', png: 'image/png' }

const server = createServer((request, response) => {
  let file = join(site, normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname)))
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html')
  if (!existsSync(file)) {
    response.writeHead(404, { 'content-type': types.html })
    return response.end(readFileSync(join(site, '404.html')))
  }
  response.writeHead(200, { 'content-type': types[file.split('.').pop()] || 'application/octet-stream' })
  response.end(readFileSync(file))
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const base = `http://127.0.0.1:${server.address().port}/`

// As root, Chromium has no sandbox; nothing but our own pages is opened.
const args = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
if (process.getuid?.() === 0) args.push('--no-sandbox')
const browser = await chromium.launch({ executablePath: plan.chromium, args })

let failures = 0
const fail = (where, what) => { failures++; console.log(`FAIL ${where}: ${what}`) }
const tell = (name, value) => console.log(`FIGURE ${name}: ${value}`)

// open gives a page that reports errors, requests off the site and violations of its policy.
const open = async (path, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const where = `${path} ${options.viewport?.width ?? 1280} ${options.colorScheme ?? ''}`.trim()
  page.on('pageerror', e => fail(where, 'script error: ' + e.message))
  page.on('console', m => { if (m.type() === 'error') fail(where, 'console: ' + m.text()) })
  page.on('dialog', d => { fail(where, 'a dialog opened: ' + d.message()); d.dismiss() })
  page.on('request', r => { if (!r.url().startsWith(base) && !r.url().startsWith('blob:' + base) && !r.url().startsWith('data:')) fail(where, 'request off the site: ' + r.url()) })
  await page.goto(base + path)
  return { page, context, where }
}

const all = checks({ open, fail, tell, plan, base, site, browser })
const queue = plan.only ? all.filter(c => plan.only.includes(c.name)) : all
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
