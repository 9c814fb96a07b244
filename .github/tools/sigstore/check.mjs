// SPDX-License-Identifier: Apache-2.0

// Holds probes/attestation/trusted_root.json to know every log and authority of
// the root that @sigstore/tuf carries; with --write it takes that root over.
import { readFileSync, writeFileSync } from 'node:fs'

const ours = new URL('../../../probes/attestation/trusted_root.json', import.meta.url)
const seeds = JSON.parse(readFileSync(new URL('node_modules/@sigstore/tuf/seeds.json', import.meta.url), 'utf8'))
const text = Buffer.from(Object.values(seeds)[0].targets['trusted_root.json'], 'base64').toString()
if (process.argv.includes('--write')) writeFileSync(ours, text)

const of = root => new Map([
  ...[...root.tlogs, ...root.ctlogs].map(log => [log.logId.keyId, `log ${log.baseUrl}`]),
  ...[...root.certificateAuthorities, ...root.timestampAuthorities].map(a => [a.certChain.certificates.at(-1).rawBytes, `authority ${a.uri}`]),
])
const known = of(JSON.parse(readFileSync(ours, 'utf8')))
const missing = [...of(JSON.parse(text))].filter(([id]) => !known.has(id)).map(([, name]) => name)
for (const name of missing) console.error(`probes/attestation/trusted_root.json lacks the ${name}: npm run renew in .github/tools/sigstore takes the newer root over`)
process.exit(missing.length ? 1 : 0)
