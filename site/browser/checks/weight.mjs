// SPDX-License-Identifier: Apache-2.0

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { resize } from '../serve.mjs'

// scales gives the function that weighs a page by the addresses that it asked for,
// compressed as they come: the matrix may take 70 kB, another page 50 kB. The
// explorer reads tables as it is asked.
export const scales = ({ fail, plan, site, tell, chromium }) => {
  if (!plan.full || !chromium) return () => {}
  return (type, path, asked) => {
    let bytes = 0, script = 0
    for (const url of asked) {
      const body = packed(site, decodeURIComponent(new URL(url).pathname))
      bytes += body
      if (url.endsWith('.js')) script += body
    }
    tell(`${type} compressed bytes`, `${bytes}, script ${script}`)
    if (type === 'explorer') return
    const most = heaviest(path)
    if (asked.length < 2 || bytes > most) fail(path, `takes ${bytes} bytes, more than ${most}`)
    if (script > 10_000) fail(path, `has ${script} bytes of script`)
  }
}

const packed = (site, path) => gzipSync(readFileSync(join(site, path))).length
const heaviest = path => (/^(compare|time)\//.test(path) ? 70_000 : 50_000)

// How much a page takes and whether it moves while it loads.
export const weight = ({ add, open, fail, plan, site, base, held, tell, chromium }) => {
  if (!plan.full || !chromium) return // Firefox does not tell what moved

  // In the long run every page that no browser opened, with the style sheet that it takes.
  if (plan.long) add('transfer', async () => {
    const style = ['assets/site.css', 'assets/icon.svg', 'assets/matrix.js'].reduce((sum, file) => sum + packed(site, file), 0)
    let most = 0, which = ''
    for (const path of readdirSync(site, { recursive: true }).filter(f => f.endsWith('.html'))) {
      const bytes = packed(site, path) + style
      if (bytes > heaviest(path)) fail(path, `takes ${bytes} bytes`)
      if (bytes > most && heaviest(path) === 50_000) [most, which] = [bytes, path]
    }
    tell('heaviest other page, compressed bytes', `${most} ${which}`)
  })

  // Nothing that a reader sees moves while a page arrives, however slowly: it comes
  // in pieces that end before a tag, and each is painted before the next comes, so
  // that no machine and no network shows more of what lies between. Tables of text
  // find the widths of their columns as rows come: what readers bear is 0.1
  // (web.dev/cls), and half of that is their limit. Once all is there, scripts move
  // nothing at all.
  const moving = { coverage: 0.05, feature: 0.05, 'survey-2022': 0.05 }
  const slow = plan.long ? Object.keys(plan.pages) : ['matrix', 'feature', 'front', 'explorer']
  const none = 0.01 // a shift that nobody sees
  const idle = [] // pages that watch what moves, from one check to the next
  const watch = async viewport => {
    const seat = idle.pop() ?? await watching(open)
    await resize(seat.page, viewport.width, viewport.height)
    return seat
  }
  for (const type of slow) add('layout shift ' + type, async () => {
    for (const width of plan.long || type === 'matrix' ? [360, 1280] : [360]) {
      const seat = await watch({ width, height: 800 })
      const { page } = seat
      const where = `${plan.pages[type]} ${width}`
      // painted waits until a piece was read and shown.
      const painted = n => page.evaluate(async want => {
        const frame = () => new Promise(requestAnimationFrame)
        while (window.arrived() < want) await frame()
        await frame()
        await frame()
      }, n)
      const moves = () => page.evaluate(() => window.moves.splice(0))
      // Slow under an address of its own: other checks open the same page at once.
      const response = new Promise(done => { held.set(`/${plan.pages[type]}?slow`, (r, text) => done([r, pieces(text, plan.long ? 400 : 3200)])) })
      const going = page.goto(`${base}${plan.pages[type]}?slow`, { waitUntil: 'commit' })
      const [answer, parts] = await response
      answer.write(parts[0])
      await going
      for (const [n, part] of parts.entries()) {
        if (n > 0) answer.write(part)
        answer.write(`<!--${n}-->`)
        await painted(n)
      }
      const arriving = await moves()
      answer.end()
      await page.waitForLoadState('load')
      if (type === 'explorer') await page.waitForFunction(() => / of /.test(document.getElementById('status').textContent))
      await painted(parts.length - 1)
      const sum = list => list.reduce((total, [value]) => total + value, 0)
      const later = await moves()
      tell(`layout shift of ${where}`, `${sum(arriving).toFixed(6)}, by scripts ${sum(later).toFixed(6)}`)
      if (sum(arriving) > (moving[type] ?? none)) fail(where, `layout shift ${sum(arriving)} while the page arrives: ${JSON.stringify(arriving.slice(0, 3))}`)
      if (sum(later) > none) fail(where, `layout shift ${sum(later)} by scripts: ${JSON.stringify(later.slice(0, 3))}`)
      idle.push(seat)
    }
  })
}

// watching opens a page that keeps what moves on it, and on those that it goes to.
const watching = async open => {
  const seat = await open('404.html', { fresh: true })
  const { page } = seat
  // What the style sheet shows by itself when no script came for seconds waits here for ever.
  const session = await page.context().newCDPSession(page)
  await session.send('Animation.enable')
  await session.send('Animation.setPlaybackRate', { playbackRate: 0 })
  await page.addInitScript(() => {
    window.moves = []
    const blank = s => s.node?.nodeType === Node.TEXT_NODE && !s.node.textContent.trim() // shows nothing
    new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.sources.every(blank)) window.moves.push([e.value, ...e.sources.map(s => `${s.node?.nodeName} ${s.node?.textContent?.trim().slice(0, 30)} from ${[s.previousRect.x, s.previousRect.y]} to ${[s.currentRect.x, s.currentRect.y]}`)]) }).observe({ type: 'layout-shift', buffered: true })
    // arrived gives the number of the last piece that was read.
    window.arrived = () => {
      let last = -1
      for (let walk = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT); walk.nextNode();) last = Math.max(last, Number(walk.currentNode.data))
      return last
    }
  })
  return seat
}

// pieces cuts a page before its tags, so that about so many bytes come at a time;
// the head comes whole, and so does what lies far below the window.
const pieces = (text, bytes) => {
  const list = []
  let from = 0
  const body = text.indexOf('<body')
  for (const { index } of text.matchAll(/<\w/g)) {
    if (index <= body || index - from < bytes || from > 24_000 || text.lastIndexOf('<noscript', index) > text.lastIndexOf('</noscript', index)) continue
    list.push(text.slice(from, index))
    from = index
  }
  return [...list, text.slice(from)]
}
