// SPDX-License-Identifier: Apache-2.0

// Bundles the explorer's reader of Parquet files into ../page/assets/vendor: the
// site loads nothing from elsewhere. Run with: npm ci && npm run vendor
import { build } from 'esbuild'
import { readFileSync, writeFileSync } from 'node:fs'

const packages = ['hyparquet', 'fzstd']
const at = name => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
const versions = packages.map(name => `${name} ${at(name).version}`).join(', ')

await build({
  stdin: {
    contents: `
      import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet'
      import { decompress } from 'fzstd'
      // Our files are zstd only, so no other decompressor is needed.
      const compressors = { ZSTD: (input, length) => decompress(input, new Uint8Array(length)) }
      export const read = file => parquetReadObjects({ file, compressors })
      export const columns = file => parquetSchema(parquetMetadata(file)).children.map(c => c.element.name)
    `,
    resolveDir: '.',
  },
  bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none',
  banner: { js: `/* ${versions}; licences in LICENSES.txt */` },
  outfile: '../page/assets/vendor/parquet.js',
})

const licences = packages.map(name => `${name} ${at(name).version} (${at(name).license})\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim()}\n`)
writeFileSync('../page/assets/vendor/LICENSES.txt', licences.join('\n---\n\n'))
