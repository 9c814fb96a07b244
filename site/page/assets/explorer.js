// SPDX-License-Identifier: Apache-2.0

// Queries a published Parquet file in the browser. Cells become text nodes, so
// nothing in the data is ever markup.
// No module: opened from a folder, it can still say why it reads nothing there.
for (const form of document.querySelectorAll('#explore')) {
  const names = ['table', 'column', 'op', 'value', 'group']
  const field = Object.fromEntries(names.map(name => [name, form.querySelector(`[name=${name}]`)]))
  const status = document.getElementById('status')
  const result = document.getElementById('result')
  const more = document.getElementById('more')
  const save = document.getElementById('save')
  const loaded = new Map()
  const page = 50
  const longest = 300 // characters of a cell that are drawn; CSV has all
  let limit = page
  const links = [...document.querySelectorAll('[data-question]')]
  let asked = 0
  let saved = ''
  let view = { head: [], rows: [], cells: () => [] }

  const text = v => {
    if (v === null || v === undefined) return ''
    if (v instanceof Uint8Array) return [...v].map(b => b.toString(16).padStart(2, '0')).join('')
    if (v instanceof Date) return v.toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z')
    if (Array.isArray(v)) return v.map(text).join(' ')
    return String(v)
  }

  const folder = location.protocol === 'file:' // browsers let no page read a file there

  const fetchTable = async name => {
    if (folder) throw new Error(form.dataset.folder)
    const [reader, answer] = await Promise.all([import('./vendor/parquet.js'), fetch(form.dataset.base + name + '.parquet')])
    if (!answer.ok) throw new Error(answer.status)
    const file = await answer.arrayBuffer()
    return { head: reader.columns(file), rows: await reader.read(file) }
  }

  // load reads a table once; what failed is tried again the next time.
  const load = name => {
    if (!loaded.has(name)) {
      status.textContent = form.dataset.loading
      loaded.set(name, fetchTable(name).catch(e => { loaded.delete(name); throw e }))
    }
    return loaded.get(name)
  }

  const options = (select, list, first) => {
    const old = select.value
    select.replaceChildren(...(first ? [first] : []), ...list.map(n => new Option(n, n)))
    select.value = [...select.options].some(o => o.value === old) ? old : select.options[0]?.value ?? ''
  }

  const element = (name, ...children) => {
    const e = document.createElement(name)
    e.append(...children)
    return e
  }

  const cell = c => element('td', c.length > longest ? c.slice(0, longest) + '…' : c)

  const draw = () => {
    const table = element('table')
    table.className = 'plain'
    const heads = view.head.map(h => { const th = element('th', h); th.scope = 'col'; return th })
    table.append(element('thead', element('tr', ...heads)))
    table.append(element('tbody', ...view.rows.slice(0, limit).map(r => element('tr', ...view.cells(r).map(cell)))))
    result.replaceChildren(table)
    more.hidden = view.rows.length <= limit
    save.hidden = view.rows.length === 0
  }

  const query = ({ head, rows }) => {
    const { column, op, group } = field
    const value = field.value.value.toLowerCase()
    const tests = { has: t => t.includes(value), is: t => t === value, not: t => t !== value }
    const kept = value ? rows.filter(r => tests[op.value](text(r[column.value]).toLowerCase())) : rows
    if (!group.value) return { head, rows: kept, cells: r => head.map(h => text(r[h])), n: kept.length }
    const counts = new Map()
    for (const r of kept) {
      const key = text(r[group.value])
      counts.set(key, (counts.get(key) || 0) + 1)
    }
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    return { head: [group.value, form.dataset.count], rows: sorted, cells: ([k, n]) => [k, String(n)], n: kept.length }
  }

  const keep = () => {
    try {
      history.replaceState(null, '', '?' + new URLSearchParams(names.map(name => [name, field[name].value])))
    } catch { /* from a folder, the address cannot change */ }
  }

  // show shows what an answer gives, or why there is none. Of two that overlap, the later counts.
  const show = async (name, answer) => {
    const mine = ++asked
    for (const a of links) a.toggleAttribute('aria-current', a.dataset.question === name)
    try {
      const finish = await answer()
      if (mine !== asked) return
      saved = name
      status.textContent = finish()
      draw()
    } catch {
      if (mine !== asked) return
      status.textContent = folder ? form.dataset.folder : form.dataset.failed
      view = { ...view, rows: [] }
      result.replaceChildren()
      more.hidden = save.hidden = true
    }
  }

  const choices = table => {
    options(field.column, table.head)
    options(field.group, table.head, field.group.options[0])
  }

  // run answers what stands in the form.
  const run = (before = () => {}) => show(field.table.value, async () => {
    const table = await load(field.table.value)
    return () => {
      choices(table)
      before()
      view = query(table)
      keep()
      return form.dataset.status.replace('{n}', view.n).replace('{m}', table.rows.length)
    }
  })

  // ask answers one of the questions that stand as links on the page.
  const ask = link => show(link.dataset.question, async () => {
    if (folder) throw new Error(form.dataset.folder)
    const question = (await import('./questions.js')).questions[link.dataset.question]
    const tables = await Promise.all(question.tables.map(load))
    return () => {
      field.table.value = question.tables[0]
      choices(tables[0])
      view = { head: question.head, rows: question.ask(...tables.map(t => t.rows)), cells: r => r.map(text) }
      return form.dataset.answer.replace('{n}', view.rows.length).replace('{q}', link.textContent)
    }
  })

  const quote = c => (/[",\r\n]/.test(c) ? '"' + c.replaceAll('"', '""') + '"' : c)
  const csv = () => [view.head, ...view.rows.map(view.cells)].map(r => r.map(quote).join(',')).join('\n') + '\n'

  // restore takes the question from the address; the columns are known once the
  // table is read, and what is none of ours is ignored.
  const restore = () => {
    const p = new URLSearchParams(location.search)
    const link = links.find(a => a.dataset.question === p.get('question'))
    if (link) return ask(link)
    const set = name => { if ([...field[name].options].some(o => o.value === p.get(name))) field[name].value = p.get(name) }
    set('table')
    set('op')
    field.value.value = (p.get('value') || '').slice(0, 200)
    run(() => { set('column'); set('group') })
  }

  form.addEventListener('input', () => { limit = page; run() })
  more.addEventListener('click', () => {
    const first = Math.min(limit, view.rows.length - 1)
    limit += 10 * page
    draw()
    // The button may be gone: the keyboard goes on at the first new row.
    const row = result.querySelectorAll('tbody tr')[first]
    row.tabIndex = -1
    row.focus()
  })
  save.addEventListener('click', () => {
    const a = document.createElement('a')
    a.href = URL.createObjectURL(new Blob([csv()], { type: 'text/csv' }))
    a.download = saved + '.csv'
    a.click()
    URL.revokeObjectURL(a.href)
  })
  restore()
}
