// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lost, under, unread } from './inside.mjs'

// The comparison: words and names in sight at every width, roles, filters.
export const matrix = ({ add, open, fail, plan, site, base, fits, ask, chromium }) => {
  if (!plan.pages.matrix || plan.features === 0 || plan.registries === 0) return
  const path = plan.pages.matrix
  const shown = page => page.locator('.m tbody tr:visible').count()
  const unfold = page => page.locator('#filter details').evaluate(d => { d.open = true })
  // columns waits until so many registries stand in each table.
  const columns = (page, n) => page.waitForFunction(want => [...document.querySelectorAll('.m thead th')].filter(th => th.checkVisibility()).length === want, n * plan.journeys)
  const said = page => page.locator('#status').textContent()
  // What the tables hold and what is looked up in them is alike in both browsers, and
  // so are made datasets: in the short run Chromium alone looks at all of it.
  const content = chromium || plan.long

  // On a phone every row shows its verdicts together: the word or its first
  // four letters. With more room, and on every page of few columns, the word.
  if (!plan.wide && content) add('narrow', async () => {
    const pages = Object.entries(plan.pages).filter(([type]) => /^(matrix|compare|one of (journeys|side-by-side)|maturity|guidance)/.test(type))
    for (const [type, each] of pages) {
      const { page, close, where } = await open(each, { viewport: { width: 360, height: 800 }, javaScriptEnabled: false })
      for (const width of type === 'matrix' ? [320, 360, 768, 1024, 1280] : [360, 768]) {
        await page.setViewportSize({ width, height: 800 })
        const bad = await page.evaluate(unread, width >= 768 || type === 'one of side-by-side')
        if (bad.length) fail(`${where} at ${width}`, `${bad.length} verdicts or names are cut: ${bad.slice(0, 3)}`)
      }
      await close()
    }
  })

  if (!plan.wide && content) add('sticky', async () => {
    for (const width of plan.long ? [360, 768, 1280] : [360, 1280]) {
      const { page, close, where } = await open(path, { viewport: { width, height: 800 } })
      await ask(page, where, lost)
      // The address alone leads there as well.
      for (const id of await page.locator('.m tbody tr').evaluateAll(rows => rows.filter((_, i) => i % 9 === 0).map(r => r.id))) {
        await page.evaluate(at => { location.hash = at }, id)
        const [top, under] = await page.evaluate(at => { const r = document.getElementById(at); return [r.getBoundingClientRect().top, r.closest('table').querySelector('thead th').getBoundingClientRect().bottom] }, id)
        if (top < under - 2) fail(where, `#${id} is covered: ${top} under ${under}`)
      }
      await close()
    }
  })

  if (chromium) add('roles', async () => {
    const { page, close, where } = await open(path)
    const session = await page.context().newCDPSession(page)
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const count = role => nodes.filter(n => n.role?.value === role && !n.ignored).length
    for (const [role, want] of [['table', plan.journeys], ['columnheader', plan.journeys * plan.registries], ['rowheader', plan.features]]) {
      if (count(role) !== want) fail(where, `${count(role)} ${role} in the accessibility tree, want ${want}`)
    }
    const nameless = nodes.filter(n => ['table', 'columnheader', 'rowheader'].includes(n.role?.value) && !n.ignored && !n.name?.value)
    if (nameless.length) fail(where, `${nameless.length} tables or headers have no name`)
    await close()
  })

  // Of many registries a few can be chosen, and then they stand as if there were no others.
  if (plan.wide && content) add('choose columns', async () => {
    const { page, close, where } = await open(path, { viewport: { width: 360, height: 800 } })
    await page.locator('#filter summary').focus()
    await page.keyboard.press('Enter')
    const boxes = page.locator('#filter [type=checkbox]')
    for (const i of [0, 1, 2]) {
      await boxes.nth(i).focus()
      await page.keyboard.press('Space')
      await columns(page, i + 1)
    }
    if (await page.locator('.m.wide').count() > 0) fail(where, 'three chosen columns still scroll sideways')
    const nine = await boxes.evaluateAll(list => list.slice(0, 9).map(b => 'registry=' + b.value).join('&'))
    await page.evaluate(() => document.querySelectorAll('[hidden]').forEach(e => e.remove())) // unread asks what is shown
    await ask(page, where, unread, under, lost)
    await fits(page, where)
    // So do as many as fit at most (tables.go).
    await page.goto(`${base}${path}?${nine}`)
    await columns(page, 9)
    await page.evaluate(() => document.querySelectorAll('[hidden]').forEach(e => e.remove()))
    await ask(page, where, unread)
    await fits(page, where)
    await close()
  })

  // On a phone four stand beside each other at first, and a reader chooses which:
  // the address keeps them, and a fifth has no room.
  if (plan.wide && content) add('four at once', async () => {
    const { page, close, where } = await open(path, { viewport: { width: 390, height: 844 } })
    await columns(page, 4)
    await page.locator('#filter summary').click()
    const boxes = page.locator('#filter [type=checkbox]')
    const four = await boxes.evaluateAll(list => list.slice(-4).map(b => b.value))
    for (const value of four) await page.locator(`#filter [value="${value}"]`).check()
    await columns(page, 4)
    if (await boxes.first().isEnabled()) fail(where, 'a fifth registry can be chosen')
    await ask(page, where, under)
    if (new URL(page.url()).searchParams.getAll('registry').join() !== four.join()) fail(where, `the address holds ${page.url()}, want ${four}`)
    await fits(page, where)
    await page.reload()
    await columns(page, 4)
    const names = await page.locator('.m').first().locator('thead th a').evaluateAll(list => list.filter(a => a.checkVisibility()).map(a => new URL(a.href).pathname.split('/').at(-2)))
    if (names.join() !== four.join()) fail(where, `reload shows ${names}, want ${four}`)
    await close()
  })

  if (!plan.full) return
  add('filters', async () => {
    const { page, close, where } = await open(path)
    await page.locator('#q').focus()
    await page.keyboard.type('provenance')
    const n = await shown(page)
    if (n === 0 || n === plan.features) fail(where, `searching shows ${n} rows`)
    if (await said(page) !== `${n} of ${plan.features} features`) fail(where, 'status says ' + await said(page))
    if (await page.locator('#status').getAttribute('role') !== 'status') fail(where, 'the status is not announced')
    if (await page.evaluate(() => document.activeElement.id) !== 'q') fail(where, 'focus moved')
    if (!page.url().includes('q=provenance')) fail(where, 'the address does not hold the search')
    await page.reload()
    if (await shown(page) !== n) fail(where, 'reload loses the filter')
    await unfold(page)
    // A letter chooses in a list, as it does for people.
    await page.locator('#f-verdict').focus()
    await page.keyboard.type('Y')
    if (await page.locator('#f-verdict').inputValue() !== 'yes') fail(where, 'the keyboard does not choose a verdict')
    if (await page.evaluate(() => document.activeElement.id) !== 'f-verdict') fail(where, 'focus moved after a choice')
    const both = await shown(page)
    if (await said(page) !== `${both} of ${plan.features} features`) fail(where, 'status says ' + await said(page))
    await page.goBack()
    if (await shown(page) !== n) fail(where, 'Back does not restore the filter')
    await page.goForward()
    if (await shown(page) !== both) fail(where, 'Forward does not restore the filter')
    // Away to a page of evidence and back again.
    await page.locator('.m tbody tr:visible a').first().click()
    await page.goBack()
    await page.waitForFunction(m => document.getElementById('status').textContent.startsWith(m + ' of'), both)
    const fresh = await open(page.url().slice(base.length), { fresh: true })
    if (await shown(fresh.page) !== both) fail(where, 'the address does not give the same in another profile')
    await fresh.close()
    await page.locator('#q').fill('zzzz')
    if (await shown(page) !== 0 || !(await said(page)).includes('Show all')) fail(where, 'no way back from nothing')
    await unfold(page)
    await page.locator('#reset').focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(m => document.getElementById('status').textContent.startsWith(m + ' of'), plan.features)
    await page.keyboard.press('Tab') // from the last field to the first registry
    await page.keyboard.press('Space')
    await columns(page, 1)
    if (!page.url().includes('registry=')) fail(where, 'the address does not hold the registry')
    await close()
  })

  // Everyday words find their feature among the first three links.
  if (content) add('words', async () => {
    const { page, close, where } = await open(path)
    const lines = readFileSync(new URL('../../../probes/catalog/testdata/words.txt', import.meta.url), 'utf8').split('\n').map(l => l.split('\t')).filter(([, feature]) => feature)
    const found = await page.locator('#q').evaluate((q, list) => list.map(words => {
      q.value = words
      q.dispatchEvent(new Event('input', { bubbles: true }))
      return [...document.querySelectorAll('#found a')].slice(0, 3).map(a => a.getAttribute('href'))
    }), lines.map(([words]) => words))
    for (const [i, [words, feature]] of lines.entries()) {
      if (!found[i].some(h => h.includes(`/${feature}/`))) fail(where, `"${words}" finds ${found[i]}, and not ${feature}`)
    }
    await close()
  })

  // The first row stands on the first screen, and the front page's picture on the first or second.
  if (content) add('first screen', async () => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      const { page, close, where } = await open(path, { viewport })
      const row = await page.locator('section.journey tbody tr').first().boundingBox()
      if (row.y + row.height > viewport.height) fail(where, `the first row ends at ${row.y + row.height} px`)
      await page.goto(base + plan.pages.front)
      const picture = await page.locator('#landscape .blocks').boundingBox()
      const most = viewport.width < 500 ? 2 * viewport.height : viewport.height
      if (picture.y + picture.height > most) fail(where, `the picture of the front page ends at ${picture.y + picture.height} px`)
      await close()
    }
  })

  // Under a filter no link leads to what is hidden, and an address that names a hidden row shows it.
  if (content) add('hidden places', async () => {
    const { page, close, where } = await open(path + '?q=sbom')
    const lost = await page.evaluate(() => [...document.querySelectorAll('main a[href^="#"]')].filter(a => !a.closest('[hidden]') && document.getElementById(a.hash.slice(1))?.closest('[hidden]')).map(a => a.hash))
    if (lost.length > 0) fail(where, 'links to hidden places: ' + lost)
    await close()
    const named = await open(path + '?q=sbom#integrity.signing')
    if (!(await named.page.locator('[id="integrity.signing"]').isVisible())) fail(where, 'the row that the address names is hidden')
    if (!(await said(named.page)).includes('although the filter')) fail(where, 'the status says nothing of the row that the address names: ' + await said(named.page))
    await named.close()
  })

  if (content) add('addresses', async () => {
    const odd = await open(path + '?journey=no-such&verdict=%3Cscript%3E&registry=none&only=x&q=%00&__proto__=1')
    await unfold(odd.page)
    await odd.page.locator('#reset').click()
    await odd.page.goto(base + path + '?journey=no-such&verdict=%3Cscript%3E&registry=none&only=x')
    if (await shown(odd.page) !== plan.features) fail(odd.where, 'unknown values are not ignored')
    await odd.page.goto(base + path + '?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E')
    if (await shown(odd.page) !== 0 || await odd.page.locator('img').count() > 0) fail(odd.where, 'markup in the address')
    await odd.close()
    const { page, close, where } = await open(path + '?registry=' + plan.registry)
    if (await page.locator('.m thead th:visible').count() !== plan.journeys) fail(where, 'registry= does not choose columns')
    await fits(page, where)
    // The front page's search leads into the filter.
    await page.goto(base + plan.pages.front)
    await page.locator('#q').focus()
    await page.keyboard.type('trusted')
    await page.keyboard.press('Enter')
    await page.waitForURL(/compare\/.*q=trusted/)
    if (await shown(page) === 0 || await shown(page) === plan.features) fail(where, 'the search of the front page does not filter')
    await close()
  })

  // The lists made beforehand, for readers without scripts, are what the filters give.
  if (content) add('lists', async () => {
    const { page, close, where } = await open(path)
    await unfold(page)
    // All choices at once, by their events: 'filters' makes some as people do.
    const choices = await page.evaluate(() => ['verdict', 'only'].flatMap(name => {
      const select = document.getElementById('f-' + name)
      return [...select.options].filter(o => o.value).map(({ value, text }) => {
        select.value = value
        select.dispatchEvent(new Event('input', { bubbles: true }))
        const links = [...document.querySelectorAll('a[href*="lists/"]')]
        const link = links.find(a => (name === 'only' ? a.href.includes(`lists/${value}/`) : a.textContent.trim() === text))
        const rows = [...document.querySelectorAll('.m tbody tr')].filter(r => r.checkVisibility()).length
        document.getElementById('reset').click()
        return { name, value, rows, list: decodeURI(new URL(link.href).pathname) }
      })
    }))
    for (const { name, value, rows, list } of choices) {
      const want = (readFileSync(join(site, list), 'utf8').match(/<li id="/g) ?? []).length
      if (rows !== want) fail(where, `${name}=${value} shows ${rows} features, the list ${list} has ${want}`)
    }
    if (choices.length < 8) fail(where, `${choices.length} choices have lists`)
    // Of two registries, the filter finds the differences that their page counts.
    const boxes = page.locator('#filter [type=checkbox]')
    if (plan.registries > 2 && plan.pages['one of side-by-side']) {
      const pair = []
      for (const i of [0, 1]) { await boxes.nth(i).check(); pair.push(await boxes.nth(i).getAttribute('value')) }
      await page.locator('#f-only').selectOption('differences')
      const n = await shown(page)
      await page.goto(`${base}side-by-side/${pair.join('+')}/index.html`)
      const lead = await page.locator('.lead').textContent()
      if (!lead.match(/\d+/g)?.includes(String(n)) || n === plan.features) fail(where, `${n} features differ between ${pair}, but their page says: ${lead}`)
    }
    await close()
  })
}
