// SPDX-License-Identifier: Apache-2.0

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

// How much a page takes and whether it moves while it loads.
export const weight = ({ add, open, fail, plan, site, base, tell }) => {
  if (!plan.full) return
  const packed = path => gzipSync(readFileSync(join(site, path))).length

  add('transfer', async () => {
    const { page, context, where } = await open('404.html')
    for (const [type, path] of Object.entries(plan.pages)) {
      let bytes = 0, script = 0
      const take = r => {
        const body = packed(decodeURIComponent(new URL(r.url()).pathname))
        bytes += body
        if (r.url().endsWith('.js')) script += body
      }
      page.on('request', take)
      await page.goto(base + path, { waitUntil: 'load' })
      page.off('request', take)
      const most = type === 'matrix' ? 60 : 50
      tell(`${type} compressed bytes`, `${bytes}, script ${script}`)
      if (type === 'explorer') continue
      if (bytes > most * 1000) fail(where, `${path} takes ${bytes} bytes, more than ${most} kB`)
      if (script > 10000) fail(where, `${path} has ${script} bytes of script`)
    }
    // Every other page, with the style sheet that it takes.
    const style = packed('assets/site.css') + packed('assets/icon.svg') + packed('assets/matrix.js')
    let most = 0, which = ''
    for (const path of readdirSync(site, { recursive: true }).filter(f => f.endsWith('.html'))) {
      const bytes = packed(path) + style
      if (bytes > (path.startsWith('compare/') ? 60000 : 50000)) fail(path, `takes ${bytes} bytes`)
      if (bytes > most && !path.startsWith('compare/')) [most, which] = [bytes, path]
    }
    tell('heaviest other page, compressed bytes', `${most} ${which}`)
    await context.close()
  })

  add('layout shift', async () => {
    const deep = (await open(plan.pages.matrix)).page
    const last = await deep.locator('.m tbody td[id]').last().getAttribute('id')
    await deep.context().close()
    for (const type of ['#' + last, 'matrix', 'feature', 'registry', 'front', 'explorer', 'one of journeys', 'pictures']) {
      for (const width of ['matrix', 'feature', 'registry'].includes(type) ? [360, 1280] : [360]) {
        const { page, context, where } = await open('404.html', { viewport: { width, height: 800 } })
        await page.addInitScript(() => {
          window.shift = 0
          new PerformanceObserver(l => { for (const e of l.getEntries()) window.shift += e.value }).observe({ type: 'layout-shift', buffered: true })
        })
        await page.goto(base + (plan.pages[type] ?? plan.pages.matrix + type), { waitUntil: 'load' })
        if (type === 'explorer') await page.waitForFunction(() => / of /.test(document.getElementById('status').textContent))
        await page.waitForTimeout(100)
        const shift = await page.evaluate(() => window.shift)
        if (shift > 0) fail(where, `${type}: layout shift ${shift}`)
        await context.close()
      }
    }
  })
}
