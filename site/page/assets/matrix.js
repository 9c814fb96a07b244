// SPDX-License-Identifier: Apache-2.0

// Filters the comparison that is already in the page. The address holds the
// state, so that it can be shared, and Back and reload keep it.
// No module: a page that was opened from a folder may not load one.
for (const form of document.querySelectorAll('#filter')) {
  const status = document.getElementById('status')
  const most = 9 // columns that fit beside each other, as in tables.go
  const names = ['q', 'journey', 'verdict', 'only']
  const field = Object.fromEntries(names.map(name => [name, form.querySelector(`[name=${name}]`)]))
  const tables = [...document.querySelectorAll('section.journey')].map(section => ({
    section,
    table: section.querySelector('table'),
    wide: section.querySelector('table').classList.contains('wide'),
    journey: section.dataset.journey,
    heads: [...section.querySelectorAll('thead th')],
    rows: [...section.querySelectorAll('tbody tr')].map(row => ({
      row, cells: [...row.cells].slice(1), text: (row.id + ' ' + row.cells[0].textContent).toLowerCase(),
    })),
  }))
  const boxes = [...form.querySelectorAll('[data-column]')]
  const total = tables.reduce((n, t) => n + t.rows.length, 0)

  const chosen = () => {
    const on = boxes.filter(b => b.checked).map(b => +b.dataset.column)
    return on.length ? on : boxes.map((_, i) => i)
  }

  // answer is what a cell says: verdict and enforcement, but no date and no reason.
  const answer = cell => {
    const offers = cell.matches('.yes, .part') && cell.querySelector('small:not(.flag)')?.firstChild.textContent
    const force = (offers || '').replace(form.dataset.undated, '').trim().split(' ')[0]
    return [cell.classList[0], cell.querySelector('.from')?.textContent, force === form.dataset.by ? '' : force].join()
  }

  // passes says whether a row is shown, by the registries that are shown.
  const passes = (row, journey, columns, want) => {
    const cells = columns.map(i => row.cells[i]).filter(Boolean)
    if (want.journey && journey !== want.journey) return false
    if (want.verdict && !cells.some(c => c.classList.contains(want.verdict))) return false
    if (!want.q.every(word => row.text.includes(word))) return false
    if (want.only === 'differences') return new Set(cells.map(answer)).size > 1
    if (want.only) return cells.some(c => c.classList.contains(want.only))
    return true
  }

  const apply = () => {
    const columns = chosen()
    const want = { q: field.q.value.toLowerCase().split(/\s+/).filter(Boolean), journey: field.journey.value, verdict: field.verdict.value, only: field.only.value }
    let shown = 0
    for (const t of tables) {
      let here = 0
      t.heads.forEach((h, i) => { h.hidden = !columns.includes(i) })
      for (const r of t.rows) {
        const show = passes(r, t.journey, columns, want)
        r.row.hidden = !show
        r.cells.forEach((c, i) => { c.hidden = !columns.includes(i) })
        if (show) here++
      }
      t.section.hidden = here === 0
      t.section.querySelector('col:last-child').span = columns.length
      t.table.classList.toggle('wide', t.wide && columns.length > most)
      shown += here
    }
    const on = boxes.filter(b => b.checked).length
    document.getElementById('chosen').textContent = on ? `(${on})` : ''
    status.textContent = form.dataset.status.replace('{n}', shown).replace('{m}', total) + (shown ? '' : '. ' + form.dataset.none)
  }

  const query = () => {
    const p = new URLSearchParams()
    for (const name of names) if (field[name].value) p.set(name, field[name].value)
    for (const b of boxes) if (b.checked) p.append('registry', b.value)
    return p.toString()
  }

  // keep writes the address: a step that Back undoes for a choice, none for a letter.
  const keep = push => {
    const q = query()
    const url = location.pathname + (q ? '?' + q : '') + location.hash
    try {
      if (q !== location.search.slice(1)) history[push ? 'pushState' : 'replaceState'](null, '', url)
    } catch { /* from a folder, the address cannot change */ }
    for (const a of document.querySelectorAll('.switch a')) {
      const bare = a.getAttribute('href').split('?')[0]
      if (bare.includes('compare') || bare === 'index.html') a.setAttribute('href', bare + (q ? '?' + q : ''))
    }
  }

  // restore takes the state from the address; values that are none of ours are ignored.
  const restore = () => {
    const p = new URLSearchParams(location.search)
    field.q.value = (p.get('q') || '').slice(0, 200)
    for (const name of ['journey', 'verdict', 'only']) {
      const value = p.get(name) || ''
      field[name].value = [...field[name].options].some(o => o.value === value) ? value : ''
    }
    for (const b of boxes) b.checked = p.getAll('registry').flatMap(v => v.split(',')).includes(b.value)
    apply()
    keep(false)
  }

  form.addEventListener('input', e => { apply(); keep(e.target.name !== 'q') })
  document.getElementById('reset').addEventListener('click', () => {
    for (const name of names) field[name].value = ''
    for (const b of boxes) b.checked = false
    apply()
    keep(true)
  })
  addEventListener('popstate', restore)
  restore()
}
