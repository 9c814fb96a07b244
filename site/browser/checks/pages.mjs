// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { covered, cut, faint, small, thin } from './inside.mjs'
import { resize } from '../serve.mjs'
import { invalid } from './valid.mjs'

// Every page type: at each width, in both colour schemes and forced colours, with
// and without scripts. The long run tries every width in each scheme, and axe at
// more of them; the short one takes rows out that are made like others, before axe
// reads a page, leaves the contrast of text in the dark to faint, and Firefox to the
// narrowest and the widest. BiDi sets no scheme and lets no page do without scripts,
// and axe reads what both browsers make alike: that is for Chromium.
export const pages = ({ add, open, fail, plan, site, fits, accessible, ask, weigh, base, chromium }) => {
  const main = ['matrix', 'feature', 'registry', 'front', 'data']
  // These show the matrix, or a page of their kind, once more: in the short run axe does not read them.
  const again = ['compare changes', 'compare 2022', 'time year', 'time one of curve', 'time one of registries', 'one of side-by-side', 'one of lists']

  // Every page of a type is made by one template, so one of each is validated, in the short
  // run of those that hold most; that begins first, since it takes seconds beside the browsers.
  if (plan.full && chromium) add('valid HTML', async () => {
    for (const [path, what] of await invalid(site, Object.entries(plan.pages).filter(([type]) => plan.long || main.includes(type) || type.startsWith('time')).map(([, path]) => path), plan.rules ?? {})) fail(path, what)
  })

  for (const [type, path] of Object.entries(plan.pages)) {
    // In the long run five types go through axe at two widths, the others at one; of
    // the dark scheme the contrast alone, since nothing else differs.
    const thorough = main.includes(type)
    if (!plan.full && !plan.long && (!chromium || !thorough && !type.startsWith('frozen') && !/^(time|adoption)/.test(type))) continue
    add('page ' + type, async () => {
      const { page, close, where, asked } = await open(path, { viewport: chromium ? { width: 320, height: 800 } : null })
      weigh(type, path, asked)
      let media = 'light none' // of a page that was just opened
      const at = async (colorScheme, forcedColors, sizes, check) => {
        if (chromium && media !== `${colorScheme} ${forcedColors}`) await page.emulateMedia({ colorScheme, forcedColors })
        media = `${colorScheme} ${forcedColors}`
        for (const width of sizes) {
          await resize(page, width)
          const here = `${path} at ${width}, ${forcedColors === 'active' ? 'forced colours' : colorScheme}`
          await fits(page, here)
          await check(width, here)
        }
      }
      const widest = plan.long ? 1440 : 1280
      const sizes = !plan.full ? (plan.long ? [320, 360, 1280] : [320, 1280]) : plan.long ? [320, 360, 768, 1280, 1440] : chromium ? [320, 768, 1280] : [320, 1280]
      if (page.viewportSize().width === sizes.at(-1)) sizes.reverse() // the page stands like that already
      await at('light', 'none', sizes, async (width, here) => {
        if (width === 320) await ask(page, here, cut, small)
        if (width !== 320 && width !== 1440) await ask(page, here, covered)
        if (chromium && plan.axe && plan.long && (width === 360 || (thorough && width === 1280))) await accessible(page, here)
        if (plan.full && width === widest) await ask(page, here, faint)
      })
      if (plan.full && chromium) {
        await at('light', 'active', plan.long ? [360, 768, 1440] : thorough ? [1280] : [], async (width, here) => { if (width === widest) await ask(page, here, faint) })
        if (thorough && await page.evaluate(() => matchMedia('(forced-colors: active)').matches) !== true) fail(where, 'forced colours were not tried')
        await at('dark', 'none', plan.long ? [360, 768, 1280, 1440] : [1280], async (width, here) => {
          if (width === widest) await ask(page, here, faint)
          if (plan.axe && plan.long && (width === 1280 || (width === 360 && thorough))) await accessible(page, here, { contrast: true })
        })
      }
      if (chromium && plan.axe && !plan.long && !again.includes(type)) {
        await page.evaluate(thin)
        await at('light', 'none', [360], (_, here) => accessible(page, here, { whole: thorough }))
      }
      await close()
    })
  }

  // The short run leaves out pages on which there are no scripts to do without, or those of another.
  if (plan.full && chromium) add('without scripts', async () => {
    const { page, close } = await open('404.html', { javaScriptEnabled: false, viewport: { width: 360, height: 800 } })
    for (const [type, path] of Object.entries(plan.pages)) {
      if (!plan.long && (!main.concat('explorer', 'sides').includes(type) || !readFileSync(join(site, path), 'utf8').includes('<script'))) continue
      const where = path + ' without scripts'
      await page.goto(base + path)
      if (!(await page.locator('h1').isVisible())) fail(where, 'nothing to see')
      await fits(page, where)
      if (type === 'matrix') {
        if (await page.locator('.m tbody tr:visible').count() !== plan.features) fail(where, 'rows are missing')
        if (await page.locator('#filter').isVisible()) fail(where, 'filters that do nothing are shown')
        await page.locator('.about summary').nth(1).click()
        if (await page.locator('a[href*="lists/"]:visible').count() < 7) fail(where, 'no lists in place of the filters')
      }
      if (type === 'explorer' && !(await page.locator('noscript a, main p a[href*="data/"]').first().isVisible())) fail(where, 'no way to the data')
    }
    await close()
  })
}
