// SPDX-License-Identifier: Apache-2.0

// Serves a folder on a loopback port, compressed as static hosts do it.
import { createServer } from 'node:http'
import { readFileSync, existsSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'

const types = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json', xml: 'application/xml', txt: 'text/plain', png: 'image/png' }

// resize gives a page's window a size. To ask a browser for the one that it has takes
// as long as for another.
export const resize = async (page, width, height = 800) => {
  const now = page.viewportSize()
  if (now?.width !== width || now?.height !== height) await page.setViewportSize({ width, height })
}

// serve gives the server and its address. Each answer is compressed once. Whoever
// puts a function under a path in held writes that answer, as slowly as they like.
export const serve = async site => {
  const ready = new Map()
  const held = new Map()
  const answer = file => {
    if (!ready.has(file)) {
      const type = types[file.split('.').pop()]
      const body = readFileSync(file)
      // Hosts compress text and leave Parquet as it is.
      const packed = type && type !== types.png
      ready.set(file, [{ 'content-type': type || 'application/octet-stream', 'cache-control': 'max-age=600', ...(packed && { 'content-encoding': 'gzip' }) }, packed ? gzipSync(body) : body])
    }
    return ready.get(file)
  }
  const server = createServer((request, response) => {
    let file = join(site, normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname)))
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html')
    const found = existsSync(file)
    const hold = held.get(request.url)
    if (hold) {
      held.delete(request.url)
      response.writeHead(200, { 'content-type': types.html })
      return hold(response, readFileSync(file, 'utf8'))
    }
    const [head, body] = answer(found ? file : join(site, '404.html'))
    response.writeHead(found ? 200 : 404, head)
    response.end(body)
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  return { server, held, base: `http://127.0.0.1:${server.address().port}/` }
}

// As root, Chromium has no sandbox; nothing but our own pages is opened.
export const flags = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
