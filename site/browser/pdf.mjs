// SPDX-License-Identifier: Apache-2.0

// Reads the text of a PDF that Chromium printed, page by page: what stands on
// the paper, not what a link points to. It knows what Skia writes and no more.
import { inflateSync } from 'node:zlib'

const refs = text => [...text.matchAll(/(\d+) 0 R/g)].map(m => +m[1])

// objects splits the file into its objects; streams come inflated.
const objects = bytes => {
  const raw = bytes.toString('latin1')
  const found = new Map()
  const start = /(?:^|\n)(\d+) 0 obj\n/g
  for (let m = start.exec(raw); m; m = start.exec(raw)) {
    const at = m.index + m[0].length
    const end = raw.indexOf('endobj', at)
    const stream = raw.slice(at, end).match(/\/Length (\d+)>> stream\r?\n/)
    const object = { head: raw.slice(at, stream ? at + stream.index + stream[0].length : end) }
    if (stream) {
      const from = at + stream.index + stream[0].length
      object.data = bytes.subarray(from, from + +stream[1])
      start.lastIndex = from + +stream[1]
    }
    found.set(+m[1], object)
  }
  return found
}

const plain = object => (object.head.includes('/FlateDecode') ? inflateSync(object.data) : object.data).toString('latin1')

const character = hex => String.fromCharCode(...hex.match(/.{4}/g).map(h => parseInt(h, 16)))

// letters maps the glyphs of a font to characters, by its ToUnicode table.
const letters = cmap => {
  const map = new Map()
  for (const block of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph, hex] of block[1].matchAll(/<(\w+)> <(\w+)>/g)) map.set(parseInt(glyph, 16), character(hex))
  }
  for (const block of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, hex] of block[1].matchAll(/<(\w+)> <(\w+)> <(\w+)>/g)) {
      for (let g = parseInt(from, 16); g <= parseInt(to, 16); g++) map.set(g, String.fromCharCode(parseInt(hex, 16) + g - parseInt(from, 16)))
    }
  }
  return map
}

// glyphs gives the numbers in one string of a content stream, two bytes each.
const glyphs = string => {
  const bytes = string[0] === '<' ? Buffer.from(string.slice(1, -1), 'hex') : Buffer.from(string.slice(1, -1).replace(/\\([0-7]{1,3}|.)/gs, (_, c) =>
    (/^[0-7]/.test(c) ? String.fromCharCode(parseInt(c, 8)) : { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[c] ?? c)), 'latin1')
  return Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readUInt16BE(2 * i))
}

// textOf gives the text of each page in the order in which it is painted, without spaces.
export const textOf = bytes => {
  const all = objects(bytes)
  const maps = new Map()
  const font = number => {
    if (!maps.has(number)) {
      const cmap = all.get(number)?.head.match(/\/ToUnicode (\d+) 0 R/)
      maps.set(number, cmap ? letters(plain(all.get(+cmap[1]))) : new Map())
    }
    return maps.get(number)
  }
  const paint = (content, resources) => {
    const named = kind => new Map([...(resources.match(new RegExp(`/${kind} <<([^>]*)>>`))?.[1] ?? '').matchAll(/\/(\w+) (\d+) 0 R/g)].map(m => [m[1], +m[2]]))
    const fonts = named('Font'), forms = named('XObject')
    let text = '', now = new Map()
    for (const [, name, string, form] of content.matchAll(/\/(\w+) [\d.]+ Tf|(<[0-9A-Fa-f]*>|\((?:\\[\s\S]|[^\\)])*\))|\/(\w+) Do/g)) {
      if (name) now = font(fonts.get(name))
      else if (string) text += glyphs(string).map(g => now.get(g) ?? '').join('')
      else if (all.get(forms.get(form))?.head.includes('/Subtype /Form')) text += paint(plain(all.get(forms.get(form))), all.get(forms.get(form)).head)
    }
    return text
  }
  const pages = []
  const walk = number => {
    const { head } = all.get(number)
    if (/\/Type \/Pages\b/.test(head)) refs(head.match(/\/Kids \[([^\]]*)\]/)[1]).forEach(walk)
    else pages.push(refs(head.match(/\/Contents (\[[^\]]*\]|\d+ 0 R)/)[1]).map(n => paint(plain(all.get(n)), head)).join('').replace(/\s/g, ''))
  }
  walk(+bytes.toString('latin1').match(/\/Type \/Catalog\s*\/Pages (\d+) 0 R/)[1])
  return pages
}
