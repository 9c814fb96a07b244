// SPDX-License-Identifier: Apache-2.0

package transport

import "cmp"

// DefaultPaces are what the registries' policies ask for, or less; the dossiers
// name the policies. A new map every time.
func DefaultPaces() map[string]Pace {
	return map[string]Pace{
		"": {1, 1},

		"crates.io":           {1, 1}, // https://crates.io/data-access
		"index.crates.io":     {4, 2},
		"static.crates.io":    {4, 2},
		"pypi.org":            {1, 1}, // https://docs.pypi.org/api/: serially
		"rubygems.org":        {1, 1},
		"formulae.brew.sh":    {1, 1},
		"ghcr.io":             {1, 1},
		"www.nuget.org":       {0.8, 1}, // 50 a minute
		"api.nuget.org":       {4, 2},
		"learn.microsoft.com": {1, 1},

		// Maven Central blocks an address after about four requests a second.
		"repo1.maven.org":       {0.5, 1},
		"repo.maven.apache.org": {0.5, 1},
		"central.sonatype.com":  {0.5, 1},
		"central.sonatype.org":  {1, 1},
		"search.maven.org":      {0.5, 1},

		"api.github.com":            {5, 2},
		"raw.githubusercontent.com": {5, 4},
		"api.osv.dev":               {5, 2},
		"api.deps.dev":              {5, 2},
	}
}

// DefaultRobotsExempt are the APIs whose documentation invites programs that
// say who they are, with the address of that documentation. A new map every time.
func DefaultRobotsExempt() map[string]string {
	const pypi = "https://docs.pypi.org/api/"
	return map[string]string{
		"api.github.com":      "https://docs.github.com/rest",
		"pypi.org/simple/":    pypi,
		"pypi.org/pypi/":      pypi,
		"pypi.org/integrity/": pypi,
		// what a publishing program asks before it exchanges its token
		"pypi.org/_/oidc/audience": "https://docs.pypi.org/trusted-publishers/using-a-publisher/",
		"crates.io/api/":           "https://crates.io/data-access",
		"api.osv.dev":              "https://google.github.io/osv.dev/api/",
		"api.deps.dev":             "https://docs.deps.dev/api/",
	}
}

// paceOf of a host: what was asked for, over the defaults, over the default pace.
func (o Options) paceOf(hostname string) Pace {
	defaults := DefaultPaces()
	base := o.Paces[""].over(defaults[""])
	if own, ok := o.Paces[hostname]; ok {
		return own.over(base)
	}
	if all, ok := o.Paces["*"]; ok {
		return all.over(base)
	}
	if known, ok := defaults[hostname]; ok && hostname != "" {
		return known
	}
	return base
}

func (p Pace) over(base Pace) Pace {
	p.PerSecond = cmp.Or(p.PerSecond, base.PerSecond)
	p.Concurrency = cmp.Or(p.Concurrency, base.Concurrency)
	return p
}

// Pace is how fast a host, by name, is asked; its robots.txt may ask for less.
func (t *Transport) Pace(hostname string) Pace { return t.opts.paceOf(hostname) }
