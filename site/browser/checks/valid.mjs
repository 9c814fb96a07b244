// SPDX-License-Identifier: Apache-2.0

// Validates the HTML of pages in a thread of its own: meanwhile the browsers are served.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { HtmlValidate } from 'html-validate'

// invalid gives what is wrong with pages of a site, as pairs of path and message.
export const invalid = (site, paths, rules) => new Promise((done, failed) => {
  new Worker(fileURLToPath(import.meta.url), { workerData: { site, paths, rules } }).once('message', done).once('error', failed)
})

const validate = async ({ site, paths, rules }) => {
  const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules })
  const found = []
  for (const path of paths) {
    const report = await validator.validateString(readFileSync(join(site, path), 'utf8'))
    for (const m of report.results.flatMap(r => r.messages).slice(0, 4)) found.push([path, `line ${m.line}: ${m.ruleId}: ${m.message}`])
  }
  return found
}

if (!isMainThread) parentPort.postMessage(await validate(workerData))
