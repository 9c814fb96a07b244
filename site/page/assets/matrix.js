// SPDX-License-Identifier: Apache-2.0

// Filters the comparison that is already in the page. The address holds the
// state, so that it can be shared, and Back and reload keep it.
// No module: a page that was opened from a folder may not load one.
for (const form of document.querySelectorAll('#filter')) {
  const status = document.getElementById('status')
  const most = 9 // columns that fit beside each other, as in tables.go
  const names = ['q', 'journey', 'verdict', 'only']
  const field = Object.fromEntries(names.map(name => [name, form.querySelector(`[name=${name}]`)]))
  // searchable and rank follow catalog.Find: the words that find a feature, the closest first.
  const searchable = s => s.toLowerCase().split(/[-_.\s]+/).filter(Boolean).join(' ')
  const namesOf = row => [row.id, row.id.slice(row.id.indexOf('.') + 1), ...(row.dataset.also || '').split('|'), row.cells[0].querySelector('a').textContent].map(searchable)
  const rank = (row, query) => row.names.slice(0, -1).includes(query) ? 1
    : row.names.some(n => (' ' + n).includes(' ' + query)) ? 2
      : query.split(' ').every(word => row.text.includes(word)) ? 3 : 0
  const tables = [...document.querySelectorAll('section.journey')].map(section => ({
    section,
    table: section.querySelector('table'),
    wide: section.querySelector('table').classList.contains('wide'),
    journey: section.dataset.journey,
    heads: [...section.querySelectorAll('thead th')],
    rows: [...section.querySelectorAll('tbody tr')].map(row => ({
      row, cells: [...row.cells].slice(1), names: namesOf(row), text: namesOf(row).join(' '),
    })),
  }))
  const boxes = [...form.querySelectorAll('[data-column]')]
  const total = tables.reduce((n, t) => n + t.rows.length, 0)

  // On a narrow screen four registries stand beside each other, by default those of data-first.
  const narrow = matchMedia('screen and (max-width: 40rem)')
  const atOnce = 4
  const first = form.dataset.first.split(' ')
  const few = () => narrow.matches && boxes.length > most
  const chosen = () => {
    const on = boxes.filter(b => b.checked).map(b => +b.dataset.column)
    if (on.length || !few()) return on.length ? on : boxes.map((_, i) => i)
    const some = boxes.filter(b => first.includes(b.value)).map(b => +b.dataset.column)
    return some.length ? some : boxes.slice(0, atOnce).map(b => +b.dataset.column)
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
    if (want.q && !rank(row, want.q)) return false
    if (want.only === 'differences') return new Set(cells.map(answer)).size > 1
    if (want.only) return cells.some(c => c.classList.contains(want.only))
    return true
  }

  const apply = () => {
    const columns = chosen()
    const want = { q: searchable(field.q.value), journey: field.journey.value, verdict: field.verdict.value, only: field.only.value }
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
      t.table.classList.toggle('few', few() && columns.length <= atOnce)
      shown += here
    }
    const on = boxes.filter(b => b.checked).length
    document.getElementById('chosen').textContent = on ? `(${on})` : ''
    for (const b of boxes) b.disabled = few() && on >= atOnce && !b.checked
    const notes = [form.dataset.status.replace('{n}', shown).replace('{m}', total)]
    if (!shown) notes.push(form.dataset.none)
    if (few() && columns.length < boxes.length) notes.push(form.dataset.narrow)
    if (showTarget()) notes.push(form.dataset.target)
    status.textContent = notes.join('. ')
    find(want.q)
    for (const a of links) a.hidden = !!document.getElementById(a.hash.slice(1))?.closest('[hidden]')
  }

  // links lead to places of this page; where the place is hidden, so are they.
  const links = [...document.querySelectorAll('#questions a, .skip.inline')].filter(a => a.hash)

  // showTarget shows the row that the address names, though the filter hides it.
  const showTarget = () => {
    const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    const row = place && place.closest('section.journey tbody tr')
    if (!row || !row.closest('[hidden]') && !place.hidden) return false
    row.hidden = row.closest('section.journey').hidden = false
    const t = tables.find(t => t.section.contains(row))
    const i = [...row.cells].indexOf(place) - 1
    if (i >= 0) for (const cell of [t.heads[i], ...t.rows.map(r => r.cells[i])]) cell.hidden = false
    return true
  }

  // find links the features that the words mean, the closest first.
  const found = document.getElementById('found')
  const find = q => {
    const hits = q ? tables.flatMap(t => t.rows).map(r => [rank(r, q), r]).filter(([n]) => n > 0).sort((a, b) => a[0] - b[0]).slice(0, 5) : []
    const list = document.createElement('ul')
    for (const [, r] of hits) {
      const item = document.createElement('li')
      item.append(r.row.cells[0].querySelector('a').cloneNode(true))
      list.append(item)
    }
    found.replaceChildren(list)
    found.hidden = hits.length === 0
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
  addEventListener('hashchange', () => { apply(); document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView() })
  narrow.addEventListener('change', apply)
  restore()
  document.body.classList.add('ready')
}
