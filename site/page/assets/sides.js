// SPDX-License-Identifier: Apache-2.0

// Leads from two or three choices to the page that was made for them; where three
// have none, to the comparison, which shows these alone.
for (const form of document.querySelectorAll('#pick')) {
  const order = [...form.elements.r0.options].map(o => o.value)
  form.addEventListener('submit', e => {
    e.preventDefault()
    const picks = [...form.querySelectorAll('select')].map(s => s.value).filter(Boolean)
    const status = document.getElementById('status')
    if (new Set(picks).size < picks.length || picks.length < 2) {
      status.textContent = status.dataset.same
      return
    }
    picks.sort((a, b) => order.indexOf(a) - order.indexOf(b))
    const filter = picks.length > 2 && form.dataset.three
    location.href = filter ? `${filter}?${new URLSearchParams(picks.map(p => ['registry', p]))}` : picks.join('+') + '/index.html'
  })
}
