import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'

/** From knowing most to knowing least; features know nothing of each other. */
const layers = ['app', 'features', 'ui', 'client', 'i18n']
const root = join(import.meta.dirname, '..')

test('a file of the studio knows its own folder and those below, and nothing of the server', () => {
  const wrong: string[] = []
  for (const file of globSync('{app,features,ui,client,i18n}/**/*.{ts,tsx}', { cwd: root })) {
    const from = layers.indexOf(file.split('/')[0]!)
    for (const [, target] of readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
      if (target!.startsWith('#server')) wrong.push(`${file} imports ${target}`)
      if (!target!.startsWith('.')) continue
      const path = normalize(join(dirname(file), target!))
      const to = layers.indexOf(path.split('/')[0]!)
      const isOtherFeature = from === 1 && to === 1 && path.split('/')[1] !== file.split('/')[1]
      if (to < from && to !== -1) wrong.push(`${file} imports ${path}`)
      if (isOtherFeature) wrong.push(`${file} imports ${path}`)
    }
  }
  assert.deepEqual(wrong, [])
})
