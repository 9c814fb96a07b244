// SPDX-License-Identifier: Apache-2.0

// What a person does with a keyboard, from the front page to the evidence.
export const people = ({ add, open, fail, plan, base, chromium }) => {
  if (!plan.full) return
  const at = page => page.evaluate(() => {
    const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect()
    return {
      tag: e.tagName, href: e.getAttribute('href'), skip: e.classList.contains('skip'), cell: !!e.closest('td'), id: e.id,
      seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && r.width > 0 && r.bottom > 0 && r.top < innerHeight,
      covered: !!e.closest('.m tbody') && r.bottom <= e.closest('table').querySelector('thead th').getBoundingClientRect().bottom - 1,
    }
  })

  add('keyboard', async () => {
    const { page, close, where } = await open(plan.pages.matrix)
    await page.keyboard.press('Tab')
    const first = await at(page)
    if (first.href !== '#main' || !first.seen) fail(where, 'the first stop is no visible skip link')
    await page.keyboard.press('Enter')
    // Past each table by its own link, but through the first rows of one.
    const steps = plan.registries + 16 // past the names, into the cells of the first rows
    let tables = 0, cells = 0
    for (let stops = 0; stops < 200 && tables < plan.journeys; stops++) {
      await page.keyboard.press('Tab')
      const stop = await at(page)
      if (!stop.seen || stop.covered) fail(where, `focus does not show at stop ${stops}: ${JSON.stringify(stop)}`)
      if (!stop.skip) continue
      for (let i = 0; i < (tables === 0 ? steps : 0); i++) { // into the first table, and back
        await page.keyboard.press('Tab')
        const cell = await at(page)
        if (cell.cell) cells++
        if (!cell.seen || cell.covered) fail(where, 'focus does not show in a table: ' + JSON.stringify(cell))
      }
      for (let i = 0; i < (tables === 0 ? steps : 0); i++) await page.keyboard.press('Shift+Tab')
      tables++
      await page.keyboard.press('Enter')
    }
    if (tables < plan.journeys || cells < 10) fail(where, `${tables} tables could be skipped, ${cells} cells reached`)
    await close()
  })

  // Every stop of a page is reached in order, and none is a trap.
  add('every stop', async () => {
    for (const type of plan.long ? ['feature', 'data', 'explorer', 'changes'] : ['feature', 'explorer']) {
      const { page, close, where } = await open(plan.pages[type])
      const want = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(e => e.checkVisibility()).length)
      await page.evaluate(() => { window.stops = new Set(); addEventListener('focusin', e => window.stops.add(e.target)) })
      const tabs = Math.min(want, plan.long ? 50 : 25)
      for (let i = 0; i < tabs; i++) await page.keyboard.press('Tab')
      const stops = await page.evaluate(() => window.stops.size)
      if (stops !== tabs) fail(where, `Tab stops ${stops} times of ${tabs}`)
      if (await page.locator('[tabindex]:not([tabindex="0"], [tabindex="-1"])').count() > 0) fail(where, 'an order of its own')
      await close()
    }
  })

  // What follows takes few keys: in the short run Chromium alone goes there.
  if (!chromium && !plan.long) return
  add('side by side', async () => {
    if (plan.registries < 2) return
    const { page, close, where } = await open(plan.pages.sides)
    // The same twice is no comparison, and the page says so.
    const first = await page.locator('#pick-0').inputValue()
    const [, letter] = await page.locator('#pick-1 option').evaluateAll(o => o.map(e => e.textContent))
    await page.locator('#pick-1').selectOption(first)
    await page.locator('#pick button').focus()
    await page.keyboard.press('Enter')
    if (!(await page.locator('#status').textContent())) fail(where, 'the same registry twice: nothing is said')
    await page.locator('#pick-1').focus()
    await page.keyboard.type(letter)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/side-by-side\/.+\/index\.html/)
    if (await page.locator('.m').first().locator('thead th').count() !== 2) fail(where, 'two were chosen')
    if (plan.registries < 3) return close()
    // Three have a page, or the comparison shows these alone.
    await page.goto(base + plan.pages.sides)
    await page.locator('#pick-2').selectOption({ index: 3 })
    await page.locator('#pick button').click()
    await page.waitForURL(/\+.+\+.+\/index\.html|registry=.+registry=.+registry=/)
    if (await page.locator('.m').first().locator('thead th:visible').count() !== 3) fail(where, 'three were chosen')
    await close()
  })

  add('three clicks', async () => {
    const { page, close, where } = await open('index.html')
    await page.getByRole('link', { name: /trusted publishing/i }).first().click()
    await page.waitForURL(/trusted-publishing/)
    const sources = await page.locator('a.source').evaluateAll(a => a.map(x => x.href))
    if (!sources.some(h => /#L\d+/.test(h))) fail(where, 'no line of source one click from the front page')
    if (await page.locator('.glance time').count() === 0) fail(where, 'no date')
    await close()
  })

  // From a folder, without a server: all but the explorer works, and that says what to do.
  add('from a folder', async () => {
    const { page, close, where } = await open(plan.pages.matrix, { folder: true })
    await page.locator('#q').fill('provenance')
    const n = await page.locator('.m tbody tr:visible').count()
    if (n === 0 || n === plan.features) fail(where, `from a folder, searching shows ${n} rows`)
    await close()
    const explorer = await open(plan.pages.explorer, { folder: true })
    await explorer.page.waitForFunction(() => /landscape serve/.test(document.getElementById('status').textContent))
    await explorer.close()
  })
}
