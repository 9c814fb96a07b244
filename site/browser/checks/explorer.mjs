// SPDX-License-Identifier: Apache-2.0

import { existsSync, readFileSync } from 'node:fs'

// The explorer: by keyboard, with errors, with hostile text and many rows.
export const explorer = ({ add, open, fail, plan, base, tell, saved, chromium }) => {
  const path = plan.pages.explorer
  if (!path) return
  const said = page => page.locator('#status').textContent()
  const says = (page, text) => page.waitForFunction(t => document.getElementById('status').textContent === t, text)

  if (!plan.huge) add('explorer', async () => {
    const { page, close, where } = await open(path)
    await says(page, `${plan.verdicts} of ${plan.verdicts} rows`)
    if (await page.locator('#result tbody tr').count() !== Math.min(50, plan.verdicts)) fail(where, 'not the first 50 rows')
    // Text of the tables stays text, whatever is asked.
    const markup = async () => {
      if (await page.locator('#result :is(script, img, svg, a)').count() > 0 || await page.title() === 'hacked') fail(where, 'text became markup')
    }
    await markup()
    for (const table of ['features', 'ecosystems', 'verdicts']) {
      await page.locator('#x-table').selectOption(table)
      await says(page, `${plan.rows[table]} of ${plan.rows[table]} rows`)
      await markup()
      await page.locator('#x-group').selectOption({ index: 3 })
      await markup()
      await page.locator('#x-group').selectOption('')
    }
    await page.locator('#x-value').fill('<script>')
    await page.waitForFunction(() => / of /.test(document.getElementById('status').textContent))
    await markup()
    await close()
  })

  if (plan.huge) add('explorer with many rows', async () => {
    const { page, close, where } = await open(path)
    const at = Date.now()
    await says(page, `${plan.huge} of ${plan.huge} rows`)
    tell(`explorer reads ${plan.huge} rows, ms`, Date.now() - at)
    const nodes = await page.locator('#result tr').count()
    if (nodes !== 51) fail(where, `${nodes} rows are drawn at once`)
    await page.locator('#x-column').selectOption('verdict')
    const then = Date.now()
    await page.locator('#x-value').fill('planned')
    await page.waitForFunction(n => !document.getElementById('status').textContent.startsWith(n), plan.huge)
    tell('explorer filters them, ms', Date.now() - then)
    await page.locator('#more').click()
    if (await page.locator('#result tbody tr').count() !== 550) fail(where, 'Show more does not show 500 more')
    await close()
  })

  if (!plan.full) return
  // The questions that papers ask have the answers that DuckDB gives to the same.
  add('explorer questions', async () => {
    const { page, close, where } = await open(path)
    const names = await page.$$eval('[data-question]', list => list.map(a => a.dataset.question))
    for (const name of names) {
      await page.evaluate(() => { document.getElementById('status').textContent = '' })
      await page.locator(`[data-question="${name}"]`).click()
      await page.waitForFunction(() => / Rows: \d/.test(document.getElementById('status').textContent))
      const rows = await page.$$eval('#result tr', list => list.map(r => [...r.children].map(c => c.textContent).join(',')))
      const file = new URL(`../../../.github/queries/${name}.csv`, import.meta.url)
      if (!existsSync(file)) continue
      if (rows.join('\n') !== readFileSync(file, 'utf8').trim()) fail(where, `${name}: the answer is not that of .github/queries/${name}.csv:\n${rows.join(' | ')}`)
      if (await page.locator(`[data-question="${name}"][aria-current]`).count() !== 1) fail(where, `${name} is not marked as the one that is answered`)
    }
    // What stands in the form is asked again as soon as it changes.
    await page.locator('#x-table').selectOption('ecosystems')
    await says(page, `${plan.rows.ecosystems} of ${plan.rows.ecosystems} rows`)
    if (await page.locator('[data-question][aria-current]').count() > 0) fail(where, 'a question is marked that is not answered')
    await close()
  })

  add('explorer by keyboard', async () => {
    const { page, close, where } = await open(path)
    await says(page, `${plan.verdicts} of ${plan.verdicts} rows`)
    await page.locator('#x-table').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.type('verd')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.type('supported')
    await says(page, `${plan.supported} of ${plan.verdicts} rows`)
    await page.keyboard.press('Tab')
    await page.keyboard.type('eco')
    await page.waitForFunction(() => document.querySelectorAll('#result thead th').length === 2)
    const rows = await page.locator('#result tbody tr').count()
    await page.reload()
    await says(page, `${plan.supported} of ${plan.verdicts} rows`)
    if (await page.locator('#result tbody tr').count() !== rows) fail(where, 'reload loses the question')
    // Save what is shown.
    await page.locator('#save').focus()
    const lines = (await saved(page, 'verdicts.csv', () => page.keyboard.press('Enter'))).trim().split('\n')
    if (lines.length !== rows + 1 || lines[0] !== 'ecosystem,count') fail(where, `the CSV has ${lines.length} lines and begins ${lines[0]}`)
    // Show more goes on at the first new row.
    await page.goto(base + path)
    await says(page, `${plan.verdicts} of ${plan.verdicts} rows`)
    await page.locator('#more').focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement.rowIndex === 51)
    // The result can be scrolled with the keys.
    await page.locator('#result').focus()
    await page.keyboard.press('End')
    await page.waitForFunction(() => document.getElementById('result').scrollTop > 0)
    for (const table of chromium || plan.long ? plan.tables : []) {
      await page.locator('#x-table').selectOption(table)
      await says(page, `${plan.rows[table]} of ${plan.rows[table]} rows`)
    }
    await close()
  })

  if (chromium || plan.long) add('explorer with odd questions', async () => {
    const odd = '?table=..%2F..%2Fx&column=__proto__&op=constructor&value=%27%29%3B%3Cscript%3Ealert(1)%3C%2Fscript%3E&group=constructor'
    const { page, close, where } = await open(path + odd)
    await says(page, `0 of ${plan.verdicts} rows`)
    if (await page.locator('#save').isVisible()) fail(where, 'nothing can be saved')
    for (const value of ['.*', '%', '\\', '" OR 1=1', '\u202e']) {
      await page.locator('#x-value').fill(value)
      // The address is written after the answer, so the answer is there by then.
      await page.waitForFunction(v => new URLSearchParams(location.search).get('value') === v, value)
      if (!/^\d+ of /.test(await said(page))) fail(where, `${value}: ${await said(page)}`)
    }
    // Examples on the page ask what can be answered.
    for (const href of await page.locator('main a[href*="?table="]').evaluateAll(a => a.map(x => x.href))) {
      await page.goto(href)
      await page.waitForFunction(() => /^[1-9]\d* of/.test(document.getElementById('status').textContent))
      const p = new URL(href).searchParams
      for (const [name, value] of p) if (await page.locator('#x-' + name).inputValue() !== value) fail(where, `${href} does not set ${name}`)
    }
    await close()
  })

  add('explorer with errors', async () => {
    const { page, close, where } = await open(path, { quiet: true })
    for (const answer of [{ status: 404, body: 'none' }, { status: 200, body: 'PAR1 this is no Parquet file PAR1' }, { status: 200, body: '' }, 'abort']) {
      await says(page, `${plan.verdicts} of ${plan.verdicts} rows`)
      await page.route('**/features.parquet', r => (answer === 'abort' ? r.abort() : r.fulfill(answer)))
      await page.locator('#x-table').selectOption('features')
      await page.waitForFunction(() => /could not be read/.test(document.getElementById('status').textContent))
      if (await page.locator('#result tr').count() > 0 || await page.locator('#save').isVisible()) fail(where, 'rows of another table stay')
      await page.unroute('**/features.parquet')
      await page.locator('#x-table').selectOption('verdicts')
      await says(page, `${plan.verdicts} of ${plan.verdicts} rows`)
      await page.locator('#x-table').selectOption('features')
      await says(page, `${plan.rows.features} of ${plan.rows.features} rows`)
      await page.goto(base + path)
    }
    // Of two answers that overlap, the one asked for last counts.
    await says(page, `${plan.verdicts} of ${plan.verdicts} rows`)
    let release
    const held = new Promise(done => { release = done })
    await page.route('**/features.parquet', async r => { await held; await r.continue() })
    await page.locator('#x-table').selectOption('features')
    await page.locator('#x-table').selectOption('ecosystems')
    await says(page, `${plan.rows.ecosystems} of ${plan.rows.ecosystems} rows`)
    // The late answer comes, and is asked for again: what it says, it says once.
    await page.evaluate(() => {
      window.said = []
      new MutationObserver(l => window.said.push(...l.flatMap(r => [...r.addedNodes].map(n => n.textContent)))).observe(document.getElementById('status'), { childList: true })
    })
    release()
    await page.locator('#x-table').selectOption('features')
    const want = `${plan.rows.features} of ${plan.rows.features} rows`
    await says(page, want)
    if (await page.evaluate(text => window.said.filter(t => t === text).length, want) !== 1) fail(where, 'a late answer replaces the one that was asked for')
    await close()
  })
}
