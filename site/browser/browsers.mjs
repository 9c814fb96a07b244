// SPDX-License-Identifier: Apache-2.0

// The two browsers that open the sites: Chromium by its own protocol, and Firefox
// as it is installed by WebDriver BiDi, which Playwright speaks under the name of
// a channel: 1.64 does, later ones send a command that Firefox ESR does not know
// (emulation.setMediaFeaturesOverride). Both run the same checks. What BiDi cannot
// be asked for yet, or only Chromium measures, is left to Chromium: kit.chromium.
import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, firefox } from 'playwright-core'
import { flags } from './serve.mjs'

const patience = 120_000 // ends a check that hangs; a slow machine is none

// settings make Firefox load a page anew that one goes back to, as Chromium does
// here (that a page stays as it was is nothing that BiDi tells), open no panel
// that takes the keys when a file is saved, and keep one process for all sites: a new
// one for each page that is opened takes a quarter of the run.
const settings = { 'fission.autostart': false, 'dom.ipc.processCount': 1, 'dom.ipc.processPrelaunch.enabled': false,
  'browser.sessionhistory.max_total_viewers': 0, 'browser.download.alwaysOpenPanel': false }

// launch starts a browser by its name and the path of its program. saved gives
// the text of the file that a page saves when act is done.
export const launch = async (name, executablePath) => {
  if (name === 'chromium') {
    const browser = await chromium.launch({ executablePath, args: flags, timeout: patience })
    const saved = async (page, file, act) => {
      const download = page.waitForEvent('download')
      await act()
      if ((await download).suggestedFilename() !== file) throw new Error(`it saves ${(await download).suggestedFilename()}, not ${file}`)
      return readFileSync(await (await download).path(), 'utf8')
    }
    return { browser, saved, patience }
  }
  const downloadsPath = mkdtempSync(join(tmpdir(), 'saved-'))
  const browser = await firefox.launch({ executablePath, channel: 'moz-firefox', firefoxUserPrefs: settings, downloadsPath, timeout: patience })
  const saved = async (page, file, act) => {
    await act()
    const path = join(downloadsPath, file) // empty until all is there
    for (const end = Date.now() + patience; !existsSync(path) || statSync(path).size === 0;) {
      if (Date.now() > end) throw new Error(`it does not save ${file}`)
      await page.waitForTimeout(50)
    }
    return readFileSync(path, 'utf8')
  }
  return { browser, saved, patience }
}
