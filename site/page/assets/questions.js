// SPDX-License-Identifier: Apache-2.0

// The questions that papers ask, as .github/queries asks DuckDB: a test compares the
// answers. Each takes the rows of its tables and gives the rows of its answer.
const offered = v => v.verdict === 'supported' || v.verdict === 'partial'

const count = (list, keep) => list.filter(keep).length

const groupBy = (list, key) => {
  const groups = new Map()
  for (const x of list) groups.set(key(x), [...(groups.get(key(x)) || []), x])
  return groups
}

// order compares by one column after the other; a column after - comes from the end.
const order = (...columns) => (a, b) => {
  for (const c of columns) {
    const at = Math.abs(c) - 1
    if (a[at] !== b[at]) return (a[at] < b[at] ? -1 : 1) * Math.sign(c)
  }
  return 0
}

const months = since => Number(since.slice(0, 4)) * 12 + Number(since.slice(5, 7) || 1)

const median = list => {
  const sorted = list.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const percent = (n, of) => (of ? Math.round(1000 * n / of) / 10 : '')

export const questions = {
  'mfa-before-2023': {
    tables: ['verdicts', 'ecosystems'],
    head: ['registry', 'since', 'verdict', 'evidence_url'],
    ask: (verdicts, ecosystems) => {
      const name = Object.fromEntries(ecosystems.map(e => [e.ecosystem, e.name]))
      return verdicts.filter(v => v.feature === 'authentication.mfa' && offered(v) && v.since && v.since < '2023')
        .map(v => [name[v.ecosystem], v.since, v.verdict, v.evidence_url]).sort(order(2, 1))
    },
  },
  'trusted-publishing-delay': {
    tables: ['verdicts'],
    head: ['followers', 'first', 'first_month', 'median_months'],
    ask: verdicts => {
      const list = verdicts.filter(v => v.feature === 'authentication.trusted-publishing' && v.verdict === 'supported' && v.since)
        .map(v => [months(v.since), v.ecosystem, v.since.slice(0, 7)]).sort(order(1))
      if (list.length === 0) return []
      return [[list.length - 1, list[0][1], list[0][2], median(list.map(x => x[0] - list[0][0]).filter(n => n > 0))]]
    },
  },
  'planned-in-2022': {
    tables: ['changes'],
    head: ['in_2022', 'today', 'answers'],
    ask: changes => {
      const asked = changes.filter(c => c.from_wave === '2022' && ['planned', 'exploring'].includes(c.from_verdict))
      return [...groupBy(asked, c => c.from_verdict + '\n' + (c.to_verdict || 'not asked'))]
        .map(([key, list]) => [...key.split('\n'), list.length]).sort(order(-1, -3, 2))
    },
  },
  'kinds-of-evidence': {
    tables: ['verdicts', 'observations'],
    head: ['kind', 'cells', 'percent'],
    ask: (verdicts, observations) => {
      const seen = new Map(observations.filter(o => o.outcome === 'matched').map(o => [o.observation, o.kind]))
      const cells = verdicts.filter(v => offered(v) && v.observations?.length)
      const kinds = cells.flatMap(v => [...new Set(v.observations.map(o => seen.get(o)).filter(Boolean))])
      return [...groupBy(kinds, k => k)].map(([kind, list]) => [kind, list.length, percent(list.length, cells.length)]).sort(order(-2))
    },
  },
  'nobody-has': {
    tables: ['features', 'verdicts'],
    head: ['feature', 'title', 'partial', 'coming', 'unknown'],
    ask: (features, verdicts) => {
      const of = groupBy(verdicts, v => v.feature)
      return features.filter(f => of.has(f.feature) && !of.get(f.feature).some(v => v.verdict === 'supported'))
        .map(f => [f.feature, f.title, ...[['partial'], ['planned', 'exploring'], ['unknown']].map(words => count(of.get(f.feature), v => words.includes(v.verdict)))])
        .sort(order(1))
    },
  },
  'answers-and-history': {
    tables: ['calibration'],
    head: ['outcome', 'answers', 'percent', 'percent_of_decided', 'answered_as_offered', 'answered_as_not_offered'],
    ask: calibration => {
      const silent = c => c.outcome === 'history-silent'
      const decided = count(calibration, c => !silent(c))
      const yes = c => offered({ verdict: c.answer })
      return [...groupBy(calibration, c => c.outcome)].map(([outcome, list]) => [outcome, list.length, percent(list.length, calibration.length),
        silent(list[0]) ? '' : percent(list.length, decided), count(list, yes), count(list, c => !yes(c))]).sort(order(-2))
    },
  },
}
