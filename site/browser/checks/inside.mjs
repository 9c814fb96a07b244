// SPDX-License-Identifier: Apache-2.0

// Questions that are asked inside a page: each function is sent to the browser
// alone, and gives what is wrong as lines.

// cut lists texts that are hidden by their own box, and scrollers without name
// or keyboard.
export const cut = () => {
  const out = []
  for (const e of document.querySelectorAll('body *')) {
    const s = getComputedStyle(e)
    if (e.scrollWidth <= e.clientWidth + 1 || e.clientWidth === 0 || s.display === 'inline' || e.closest('svg, .hide, .skip, .full')) continue
    if (/auto|scroll/.test(s.overflowX)) {
      if (e.tabIndex < 0 || (e.tagName !== 'PRE' && !e.getAttribute('aria-label'))) out.push(`a scroller without name or keyboard: ${e.className || e.tagName}`)
    } else if (/hidden|clip/.test(s.overflowX) && e.textContent.trim() && !e.closest('.m td')) out.push(`cut: ${e.textContent.trim().slice(0, 40)}`)
  }
  return out
}

// small lists controls and links that stand alone and are under 24 by 24 px.
export const small = () => {
  const out = []
  for (const e of document.querySelectorAll('nav a, .m a, button, input, select, summary, .button, .chips a, .links a, .sources a, footer a')) {
    const r = e.getBoundingClientRect()
    if (r.width === 0 || e.closest('.skip, [hidden]') || e.matches('.skip')) continue
    const label = e.matches('[type=checkbox]') ? e.closest('label').getBoundingClientRect() : r
    if (label.width < 23.9 || label.height < 23.9) out.push(`${e.tagName} ${e.textContent.trim().slice(0, 30)}: ${Math.round(label.width)} by ${Math.round(label.height)} px`)
  }
  return out
}

// faint lists text with less contrast than it needs (4.5:1, large 3:1), and shapes,
// borders of fields and outlines of focus with less than 3:1.
export const faint = () => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const numbers = new Map()
  const rgba = color => {
    if (!numbers.has(color)) {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = color
      canvas.fillRect(0, 0, 1, 1)
      numbers.set(color, [...canvas.getImageData(0, 0, 1, 1).data])
    }
    return numbers.get(color)
  }
  const light = color => {
    const [r, g, b] = rgba(color).slice(0, 3).map(c => c / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05) }
  const behind = e => {
    for (let p = e; p; p = p.parentElement) if (rgba(getComputedStyle(p).backgroundColor)[3] > 0) return getComputedStyle(p).backgroundColor
    return 'Canvas'
  }
  const out = new Set()
  const check = (what, color, ground, least = 3) => { if (ratio(color, ground) < least) out.add(`${what}: ${color} on ${ground} is ${ratio(color, ground).toFixed(2)}:1`) }
  // Of text, each pair of colours once; the browser itself sees to it where colours are forced.
  const pairs = new Set()
  const written = e => [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim())
  for (const e of document.querySelectorAll('body *')) {
    if (matchMedia('(forced-colors: active)').matches || !written(e) || e.closest('svg, :disabled') || !e.checkVisibility({ visibilityProperty: true })) continue
    const s = getComputedStyle(e)
    const size = parseFloat(s.fontSize)
    const least = size >= 24 || (size >= 18.66 && s.fontWeight >= 700) ? 3 : 4.5
    const ground = behind(e)
    if (pairs.has(s.color + ground + least)) continue
    pairs.add(s.color + ground + least)
    check(`text ${e.textContent.trim().slice(0, 30)}`, s.color, ground, least)
  }
  for (const e of document.querySelectorAll('.v, .m td:not(.none) > :is(a, span:not(.from))')) {
    if (e.matches('.none') || e.getClientRects().length === 0) continue
    const s = getComputedStyle(e, '::before')
    const color = parseFloat(s.borderTopWidth) > 0 ? s.borderTopColor : s.backgroundColor
    if (s.display === 'none' || rgba(color)[3] === 0) out.add(`${e.textContent} has no shape`)
    else check(`shape of ${e.textContent}`, color, behind(e))
  }
  const drawn = e => { const s = getComputedStyle(e.tagName === 'TD' ? e.firstElementChild : e, '::before'); return s.content !== 'none' && s.display !== 'none' }
  if ([...document.querySelectorAll('.none')].some(drawn)) out.add('what was not asked has the shape of a verdict')
  for (const e of document.querySelectorAll('input, select')) check('border of a field', getComputedStyle(e).borderTopColor, behind(e.parentElement))
  // One of each kind of thing that can have the focus.
  const kinds = new Map()
  for (const e of document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')) {
    const kind = `${e.tagName}.${e.className} in ${e.parentElement.tagName}.${e.parentElement.className}`
    if (!kinds.has(kind) && e.checkVisibility()) kinds.set(kind, e)
  }
  for (const [kind, e] of kinds) {
    e.focus({ focusVisible: true })
    const s = getComputedStyle(e)
    if (document.activeElement !== e || s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2) out.add(`no focus to see on ${kind}`)
    else check(`focus on ${kind}`, s.outlineColor, behind(e.parentElement))
  }
  document.activeElement?.blur()
  for (const frame of document.querySelectorAll('.frame')) frame.scrollTo(0, 0)
  scrollTo(0, 0)
  return [...out]
}

// thin takes out rows and items in which nothing is of a kind that did not come
// before: by name, class and place; so with the shapes of a picture. The first two of
// each table and list stay, which are neighbours.
export const thin = () => {
  const seen = new Set()
  const kind = e => `${e.tagName}.${e.className} in ${e.parentElement.tagName}.${e.parentElement.className}`
  for (const list of document.querySelectorAll('tbody, ul, dl, svg')) {
    [...list.children].forEach((row, i) => {
      const kinds = [row, ...row.querySelectorAll('*')].map(kind)
      if (i >= 2 && kinds.every(k => seen.has(k))) row.remove()
      else for (const k of kinds) seen.add(k)
    })
  }
}

// covered lists targets of links that a sticky head hides when one goes there.
export const covered = () => {
  const out = []
  for (const e of document.querySelectorAll('main [id]')) {
    if (e.getClientRects().length === 0) continue
    e.scrollIntoView()
    const top = e.getBoundingClientRect().top
    const head = e.closest('table')?.querySelector('thead th')
    const under = head && !e.closest('thead') ? head.getBoundingClientRect().bottom : 0
    if (top < under - 2) out.push(`#${e.id} at ${Math.round(top)} is under the names, which end at ${Math.round(under)}`)
  }
  for (const frame of document.querySelectorAll('.frame')) frame.scrollTo(0, 0)
  scrollTo(0, 0)
  return out
}

// lost lists rows of the comparison beside which the names of the registries
// are not in sight, or are covered.
export const lost = () => {
  const out = []
  for (const row of document.querySelectorAll('.m tbody tr')) {
    row.scrollIntoView({ block: 'center' })
    for (const head of row.closest('table').querySelectorAll('thead th')) {
      const r = head.getBoundingClientRect()
      if (r.top < -1 || r.bottom > innerHeight || !head.contains(document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2))) { out.push('names lost at ' + row.id); break }
    }
  }
  scrollTo(0, 0)
  return out
}

// unread lists verdicts of which not even the first four letters (or all, where
// there is room) are in sight, and names of registries that are cut.
export const unread = whole => {
  const out = []
  const outside = (r, box) => r.left < box.left - 1 || r.right > box.right + 1 || r.left < 0 || r.right > innerWidth || r.height < 8
  for (const link of document.querySelectorAll('.m tbody td:not(.none) > :is(a, span):not(.from)')) {
    const texts = [...link.childNodes].filter(n => n.nodeType === 3)
    const range = document.createRange()
    range.setStart(texts[0], 0)
    range.setEnd(texts[0], whole ? texts[0].length : Math.min(4, texts[0].length))
    if (texts.length !== 1 || outside(range.getBoundingClientRect(), link.getBoundingClientRect())) out.push(`${link.closest('td').id} ${link.textContent}`)
  }
  for (const head of document.querySelectorAll('.m thead th a')) {
    const range = document.createRange()
    range.selectNodeContents([...head.children].find(s => s.getBoundingClientRect().width > 2))
    const r = range.getBoundingClientRect(), box = head.closest('th').getBoundingClientRect()
    if (r.left < box.left - 2 || r.right > box.right + 2 || r.top < box.top - 1) out.push(`name ${head.textContent}: ${Math.round(r.width)} px in ${Math.round(box.width)}`)
  }
  return out
}

// under lists verdicts that stand under the name of their feature, where that takes
// a line of its own.
export const under = () => {
  const out = []
  for (const row of document.querySelectorAll('.m tbody tr')) {
    const name = row.cells[0].lastElementChild?.getBoundingClientRect()
    if (!name || name.width <= row.cells[0].getBoundingClientRect().width) continue
    const high = [...row.cells].slice(1).find(td => td.firstElementChild && td.getClientRects().length && td.firstElementChild.getBoundingClientRect().top < name.bottom - 1)
    if (high) out.push(high.id)
  }
  return out
}
