import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { variables } from '#server/base/config.ts'
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
  for (const page of [
    'README.md',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    ...globSync('docs/**/*.md', { cwd: root }),
  ]) {
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

test('docs/operating.md names every variable', () => {
  const page = readFileSync(join(root, 'docs/operating.md'), 'utf8')
  const missing = Object.keys(variables).filter((name) => !page.includes(`\`${name}\``))
  assert.deepEqual(missing, [])
})

test('every file that a comment names exists', () => {
  const files = globSync('{server,contract,web,test,bench,scripts,samples,tools}/**/*.{ts,tsx}', { cwd: root })
  const missing: string[] = []
  for (const file of files) {
    const comments = readFileSync(join(root, file), 'utf8').match(/(?<=^\s*(?:\/\/|\/?\*+) ).*/gm) ?? []
    for (const [name] of comments.join('\n').matchAll(/(?<![\w./*-])[\w-][\w./-]*\.tsx?\b/g)) {
      if (!files.some((one) => `/${one}`.endsWith(`/${name}`))) missing.push(`${file}: ${name}`)
    }
  }
  assert.deepEqual(missing, [])
})
