import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { compatibilityPage } from '../scripts/compatibility-page.ts'
import { errorsPage } from '../scripts/errors-page.ts'

const root = join(import.meta.dirname, '..')

test('docs/errors.md lists the errors of the catalogue', () => {
  assert.equal(readFileSync(join(root, 'docs/errors.md'), 'utf8'), errorsPage(), 'run: npm run docs')
})

test('docs/compatibility.md says of every operation of the public API what becomes of it here', () => {
  assert.equal(readFileSync(join(root, 'docs/compatibility.md'), 'utf8'), compatibilityPage(), 'run: npm run docs')
})

test('every file that the documents name or link to exists', () => {
  const missing: string[] = []
  for (const page of ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })]) {
    const text = readFileSync(join(root, page), 'utf8')
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => join(dirname(page), match[1]!))
    const named = [...text.matchAll(/`((?:server|contract|test|bench|scripts|samples|docs)\/[\w./-]+)`/g)].map(
      (match) => match[1]!,
    )
    const paths = [...links, ...named].filter((path) => !path.includes('NAME')) // stands for any name
    for (const path of paths) if (!existsSync(join(root, path))) missing.push(`${page}: ${path}`)
  }
  assert.deepEqual(missing, [])
})
