// SPDX-License-Identifier: Apache-2.0

// Queries a published Parquet file in the browser. Cells become text nodes, so
// nothing in the data is ever markup.
import { columns as columnsOf, read } from './vendor/parquet.js'

const form = document.getElementById('explore')
const field = Object.fromEntries(['table', 'column', 'op', 'value', 'group'].map(name => [name, form.querySelector(`[name=${name}]`)]))
const status = document.getElementById('status')
const result = document.getElementById('result')
const more = document.getElementById('more')
const save = document.getElementById('save')
const loaded = new Map()
const page = 50
let limit = page
let view = { head: [], rows: [] }

const text = v => {
  if (v === null || v === undefined) return ''
  if (v instanceof Uint8Array) return [...v].map(b => b.toString(16).padStart(2, '0')).join('')
  if (v instanceof Date) return v.toISOString().slice(0, 10)
  if (Array.isArray(v)) return v.map(text).join(' ')
  return String(v)
}

const load = async name => {
  if (!loaded.has(name)) {
    status.textContent = form.dataset.loading
    const answer = await fetch(form.dataset.base + name + '.parquet')
    if (!answer.ok) throw new Error(answer.status)
    const file = await answer.arrayBuffer()
    loaded.set(name, { head: columnsOf(file), rows: (await read(file)).map(r => r) })
  }
  return loaded.get(name)
}

const options = (select, names, first) => {
  const old = select.value
  select.replaceChildren(...(first ? [first] : []), ...names.map(n => new Option(n, n)))
  select.value = [...select.options].some(o => o.value === old) ? old : select.options[0]?.value ?? ''
}

const element = (name, ...children) => {
  const e = document.createElement(name)
  e.append(...children)
  return e
}

const draw = () => {
  const table = element('table')
  table.className = 'plain'
  const heads = view.head.map(h => { const th = element('th', h); th.scope = 'col'; return th })
  table.append(element('thead', element('tr', ...heads)))
  const body = view.rows.slice(0, limit).map(r => element('tr', ...r.map(c => element('td', c.length > 300 ? c.slice(0, 300) + '…' : c))))
  table.append(element('tbody', ...body))
  result.replaceChildren(table)
  more.hidden = view.rows.length <= limit
  save.hidden = view.rows.length === 0
}

const query = ({ head, rows }) => {
  const f = field
  const value = f.value.value.toLowerCase()
  const tests = { has: t => t.includes(value), is: t => t === value, not: t => t !== value }
  const kept = value ? rows.filter(r => tests[f.op.value](text(r[f.column.value]).toLowerCase())) : rows
  const group = f.group.value
  if (!group) return { head, rows: kept.map(r => head.map(h => text(r[h]))), n: kept.length }
  const counts = new Map()
  for (const r of kept) counts.set(text(r[group]), (counts.get(text(r[group])) || 0) + 1)
  return { head: [group, 'count'], rows: [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([k, n]) => [k, String(n)]), n: kept.length }
}

const run = async () => {
  const f = field
  try {
    const table = await load(f.table.value)
    options(f.column, table.head)
    options(f.group, table.head, f.group.options[0])
    view = query(table)
    status.textContent = form.dataset.status.replace('{n}', view.n).replace('{m}', table.rows.length)
    draw()
    const p = new URLSearchParams(Object.entries(field).map(([name, e]) => [name, e.value]))
    history.replaceState(null, '', '?' + p)
  } catch {
    status.textContent = form.dataset.failed
  }
}

const csv = () => [view.head, ...view.rows].map(r => r.map(c => /[",\n]/.test(c) ? '"' + c.replaceAll('"', '""') + '"' : c).join(',')).join('\n') + '\n'

// restore takes the question from the address; the columns are known once the table is read.
const restore = async () => {
  const p = new URLSearchParams(location.search)
  const f = field
  const set = name => { if ([...f[name].options].some(o => o.value === p.get(name))) f[name].value = p.get(name) }
  set('table')
  try {
    const { head } = await load(f.table.value)
    options(f.column, head)
    options(f.group, head, f.group.options[0])
  } catch { /* run says so */ }
  for (const name of ['column', 'op', 'group']) set(name)
  f.value.value = (p.get('value') || '').slice(0, 200)
  run()
}

form.addEventListener('input', () => { limit = page; run() })
more.addEventListener('click', () => { limit += 10 * page; draw() })
save.addEventListener('click', () => {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(new Blob([csv()], { type: 'text/csv' }))
  a.download = field.table.value + '.csv'
  a.click()
  URL.revokeObjectURL(a.href)
})
restore()
