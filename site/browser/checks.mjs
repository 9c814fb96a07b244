// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'

const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const widths = [320, 360, 768, 1280, 1440]

export const checks = ({ open, fail, tell, plan, base, site }) => {
  const matrix = plan.pages.matrix
  const has = matrix && plan.features > 0 && plan.registries > 0

  // fits says whether nothing runs out of the page sideways.
  const fits = async (page, where) => {
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
    if (wide > room) fail(where, `the page is ${wide} px wide in ${room} px`)
  }

  const accessible = async (page, where) => {
    await page.evaluate(axe)
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }))
    for (const v of found.violations) fail(where, `axe ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | ')}`)
  }

  const list = []
  const add = (name, f) => { Object.defineProperty(f, 'name', { value: name }); list.push(f) }

  // Every page type, in both colour schemes, at every width, with and without scripts.
  for (const [type, path] of Object.entries(plan.pages)) {
    add('page ' + type, async () => {
      // Five types in every colour scheme and width, the others in one of each.
      const thorough = ['matrix', 'feature', 'registry', 'front', 'data'].includes(type)
      for (const colorScheme of plan.full ? ['light', 'dark'] : ['light']) {
        const { page, context, where } = await open(path, { colorScheme })
        for (const width of plan.full && colorScheme === 'light' ? widths : [360, 1280]) {
          await page.setViewportSize({ width, height: 800 })
          await fits(page, `${where} at ${width}`)
          const one = colorScheme === 'light' ? 360 : 1280
          if (plan.axe && (width === one || (thorough && (width === 360 || width === 1280)))) await accessible(page, `${where} at ${width}`)
        }
        await context.close()
      }
      if (!plan.full) return
      const bare = await open(path, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } })
      if (!(await bare.page.locator('h1').isVisible())) fail(path, 'nothing to see without scripts')
      await fits(bare.page, path + ' without scripts')
      await bare.context.close()
    })
  }

  // Every page of a type is made by one template, so one of each is validated.
  add('valid HTML', async () => {
    const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: plan.rules ?? {} })
    for (const path of plan.full ? Object.values(plan.pages) : []) {
      const report = await validator.validateString(readFileSync(join(site, path), 'utf8'))
      for (const m of report.results.flatMap(r => r.messages).slice(0, 4)) fail(path, `line ${m.line}: ${m.ruleId}: ${m.message}`)
    }
  })

  // At 360 px every row shows its verdicts together: the word or its first four letters.
  if (has && !plan.wide) add('narrow', async () => {
    const { page, context, where } = await open(matrix, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false })
    const bad = await page.evaluate(() => {
      const out = []
      for (const link of document.querySelectorAll('.m tbody td > :is(a, span):not(.from)')) {
        const box = link.getBoundingClientRect()
        const range = document.createRange()
        const text = [...link.childNodes].find(n => n.nodeType === 3)
        range.setStart(text, 0)
        range.setEnd(text, Math.min(4, text.length))
        const r = range.getBoundingClientRect()
        if (r.left < box.left - 1 || r.right > box.right + 1 || r.left < 0 || r.right > innerWidth || r.height < 8) out.push(link.closest('tr').id + ' ' + link.textContent)
      }
      return out
    })
    if (bad.length) fail(where, `${bad.length} verdicts are cut: ${bad.slice(0, 3)}`)
    await context.close()
  })

  // Column names stay in sight beside every row, and no target is covered.
  if (has && !plan.wide) add('sticky', async () => {
    for (const width of [360, 768, 1280]) {
      const { page, context, where } = await open(matrix, { viewport: { width, height: 800 } })
      const bad = await page.evaluate(async () => {
        const out = []
        for (const row of document.querySelectorAll('.m tbody tr')) {
          row.scrollIntoView({ block: 'center' })
          for (const head of row.closest('table').querySelectorAll('thead th')) {
            const r = head.getBoundingClientRect()
            const at = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)
            if (r.top < -1 || r.bottom > innerHeight || !head.contains(at)) { out.push('names lost at ' + row.id); break }
          }
          location.hash = row.id
          const top = row.getBoundingClientRect().top, under = row.closest('table').querySelector('thead th').getBoundingClientRect().bottom
          if (top < under - 2) out.push(`#${row.id} is covered: ${top} under ${under}`)
        }
        return out
      })
      if (bad.length) fail(where, `${bad.length}: ${bad.slice(0, 3)}`)
      await context.close()
    }
  })

  if (has) add('roles', async () => {
    const { page, context, where } = await open(matrix)
    const session = await context.newCDPSession(page)
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const count = role => nodes.filter(n => n.role?.value === role && !n.ignored).length
    for (const [role, want] of [['table', plan.journeys], ['columnheader', plan.journeys * plan.registries], ['rowheader', plan.features]]) {
      if (count(role) !== want) fail(where, `${count(role)} ${role} in the accessibility tree, want ${want}`)
    }
    await context.close()
  })

  if (has && plan.full) {
    add('filters', async () => {
      const { page, context, where } = await open(matrix)
      const status = page.locator('#status')
      const shown = () => page.locator('.m tbody tr:visible').count()
      await page.locator('#q').focus()
      await page.keyboard.type('provenance')
      const n = await shown()
      if (n === 0 || n === plan.features) fail(where, `searching shows ${n} rows`)
      if (await status.textContent() !== `${n} of ${plan.features} features`) fail(where, 'status says ' + await status.textContent())
      if (await status.getAttribute('role') !== 'status') fail(where, 'the status is not announced')
      if (await page.evaluate(() => document.activeElement.id) !== 'q') fail(where, 'focus moved')
      if (!page.url().includes('q=provenance')) fail(where, 'the address does not hold the search')
      await page.reload()
      if (await shown() !== n) fail(where, 'reload loses the filter')
      await page.locator('#f-verdict').selectOption('yes')
      const both = await shown()
      await page.goBack()
      if (await shown() !== n) fail(where, 'Back does not restore the filter')
      await page.goForward()
      if (await shown() !== both) fail(where, 'Forward does not restore the filter')
      const fresh = await open(page.url().slice(base.length))
      if (await fresh.page.locator('.m tbody tr:visible').count() !== both) fail(where, 'the address does not give the same in another profile')
      await fresh.context.close()
      await page.locator('#q').fill('zzzz')
      if (await shown() !== 0 || !(await status.textContent()).includes('Show all')) fail(where, 'no way back from nothing')
      await page.locator('#reset').click()
      await page.waitForFunction(m => document.getElementById('status').textContent.startsWith(m + ' of'), plan.features)
      await context.close()

      const odd = await open(matrix + '?journey=no-such&verdict=%3Cscript%3E&registry=none&only=x')
      if (await odd.page.locator('.m tbody tr:visible').count() !== plan.features) fail(where, 'unknown values are not ignored')
      await odd.context.close()
      const one = await open(matrix + '?registry=' + plan.registry)
      if (await one.page.locator('.m thead th:visible').count() !== plan.journeys) fail(where, 'registry= does not choose columns')
      await fits(one.page, where + ' one registry')
      await one.context.close()
    })

    add('keyboard', async () => {
      const { page, context, where } = await open(matrix)
      await page.keyboard.press('Tab')
      const skip = await page.evaluate(() => { const a = document.activeElement; return [a.getAttribute('href'), a.getBoundingClientRect().width > 40] })
      if (skip[0] !== '#main' || !skip[1]) fail(where, 'the first stop is no visible skip link')
      await page.keyboard.press('Enter')
      let stops = 0, tables = 0, cells = 0
      const limit = 140
      for (; stops < limit; stops++) {
        await page.keyboard.press('Tab')
        const at = await page.evaluate(() => {
          const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect()
          return { tag: e.tagName, skip: e.classList.contains('skip'), cell: !!e.closest('td'), outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, size: r.width > 0 }
        })
        if (!at.outline || !at.size) fail(where, `focus does not show at stop ${stops}: ${JSON.stringify(at)}`)
        if (at.skip) { tables++; await page.keyboard.press('Enter') }
        if (at.cell) cells++
        if (tables >= plan.journeys) break
      }
      if (tables < plan.journeys) fail(where, `only ${tables} tables could be skipped`)
      await page.keyboard.press('Tab')
      await context.close()

      const sides = await open(plan.pages.sides)
      if (plan.registries >= 2) {
        await sides.page.locator('#pick-0').focus()
        await sides.page.keyboard.press('Tab')
        await sides.page.locator('#pick form button, #pick button').focus()
        await sides.page.keyboard.press('Enter')
        await sides.page.waitForURL(/side-by-side\/.+\/index\.html/)
      }
      await sides.context.close()
    })

    add('explorer', async () => {
      const { page, context, where } = await open(plan.pages.explorer)
      await page.waitForFunction(() => document.getElementById('status').textContent.includes(' of '))
      const said = await page.locator('#status').textContent()
      if (said !== `${plan.verdicts} of ${plan.verdicts} rows`) fail(where, 'explorer says ' + said)
      await page.locator('#x-column').selectOption('verdict')
      await page.locator('#x-op').selectOption('is')
      await page.locator('#x-value').focus()
      await page.keyboard.type('supported')
      await page.waitForFunction(n => document.getElementById('status').textContent.startsWith(n + ' of'), plan.supported)
      await page.locator('#x-group').selectOption('ecosystem')
      await page.waitForFunction(() => document.querySelectorAll('#result thead th').length === 2)
      await page.reload()
      await page.waitForFunction(n => document.getElementById('status').textContent.startsWith(n + ' of'), plan.supported)
      for (const table of plan.tables) {
        await page.locator('#x-value').fill('')
        await page.locator('#x-table').selectOption(table)
        await page.waitForFunction(rows => document.getElementById('status').textContent === `${rows} of ${rows} rows`, plan.rows[table])
      }
      await context.close()
    })

    add('three clicks', async () => {
      const { page, context, where } = await open('index.html')
      await page.getByRole('link', { name: /trusted publishing/i }).first().click()
      await page.waitForURL(/trusted-publishing/)
      const sources = await page.locator('a.source').evaluateAll(a => a.map(x => x.href))
      if (!sources.some(h => /#L\d+/.test(h))) fail(where, 'no line of source one click from the front page')
      if (await page.locator('.glance time').count() === 0) fail(where, 'no date')
      await context.close()
    })

    add('print', async () => {
      const { page, context, where } = await open(plan.pages.registry)
      const want = await page.locator('a.source').evaluateAll(a => [...new Set(a.map(x => x.href))])
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
      const missing = want.filter(url => !pdf.includes(url.replace(/[()\\]/g, '\\$&')) && !pdf.includes(encodeURI(decodeURI(url))))
      if (missing.length) fail(where, `${missing.length} of ${want.length} addresses are not in the PDF: ${missing[0]}`)
      await page.emulateMedia({ media: 'print' })
      const rules = await page.evaluate(() => [getComputedStyle(document.querySelector('thead')).display, getComputedStyle(document.querySelector('tbody tr')).breakInside])
      if (rules[0] !== 'table-header-group' || rules[1] !== 'avoid') fail(where, 'print: ' + rules)
      tell('PDF addresses', want.length)
      await context.close()
    })

    add('forced colours', async () => {
      const { page, context, where } = await open(matrix, { forcedColors: 'active' })
      const lost = await page.evaluate(() => [...document.querySelectorAll('.m td.yes > a, .m td.no > a')].filter(a => {
        const s = getComputedStyle(a, '::before')
        return !a.textContent || s.forcedColorAdjust !== 'none' || s.backgroundColor === getComputedStyle(a.parentElement).backgroundColor
      }).length)
      if (lost) fail(where, `${lost} verdicts lose their shape or word`)
      await context.close()
    })

    add('transfer', async () => {
      const { page, context, where } = await open('404.html')
      const size = async path => {
        let bytes = 0, script = 0
        const take = r => {
          const body = gzipSync(readFileSync(join(site, decodeURIComponent(new URL(r.url()).pathname))), { level: 9 }).length
          bytes += body
          if (r.url().endsWith('.js')) script += body
        }
        page.on('request', take)
        await page.goto(base + path, { waitUntil: 'networkidle' })
        page.off('request', take)
        return [bytes, script]
      }
      for (const [type, path] of Object.entries(plan.pages)) {
        const [bytes, script] = await size(path)
        const most = type === 'matrix' ? 60 : 50
        if (type === 'explorer') continue
        if (bytes > most * 1000) fail(where, `${path} takes ${bytes} bytes, more than ${most} kB`)
        if (script > 10000) fail(where, `${path} has ${script} bytes of script`)
        tell(`${type} compressed bytes`, bytes)
      }
      await context.close()
    })

    add('layout shift', async () => {
      for (const type of ['matrix', 'feature', 'registry', 'front', 'explorer']) {
        const { page, context, where } = await open('404.html')
        await page.addInitScript(() => {
          window.shift = 0
          new PerformanceObserver(l => { for (const e of l.getEntries()) window.shift += e.value }).observe({ type: 'layout-shift', buffered: true })
        })
        await page.goto(base + plan.pages[type], { waitUntil: 'networkidle' })
        await page.waitForTimeout(200)
        const shift = await page.evaluate(() => window.shift)
        if (shift > 0) fail(where, `${type}: layout shift ${shift}`)
        await context.close()
      }
    })
  }
  return list
}
