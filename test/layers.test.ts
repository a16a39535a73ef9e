import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

/** The map of docs/architecture.md, from knowing most to knowing least. A file imports from its own folder and those below. */
const layers = [
  'main.ts',
  'cli',
  'http',
  'start-working.ts',
  'offer-voices.ts',
  'studio.ts',
  'cancel-project.ts',
  'operating',
  'collecting',
  'podcasts',
  'casting',
  'audio-native',
  'importing',
  'exporting',
  'editing',
  'converting',
  'speaking',
  'snapshots',
  'planning',
  'projects',
  'takes',
  'pronunciation',
  'voices',
  'aligning',
  'language-model',
  'engines',
  'keys',
  'callbacks',
  'jobs',
  'events',
  'storage',
  'net',
  'g2p',
  'text',
  'audio',
  'base',
]
const root = join(import.meta.dirname, '..')

test('a file of the server imports from its own folder and from those below it', () => {
  const wrong: string[] = []
  for (const file of globSync('server/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts') || file.includes('conformance')) continue
    const from = layerOf(file)
    assert.notEqual(from, -1, `${file} lies in a folder that the map does not name`)
    for (const target of importsOf(file)) {
      const isContract = target.startsWith('contract/')
      if (isContract ? layers[from] !== 'http' : layerOf(target) < from) wrong.push(`${file} imports ${target}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('docs/architecture.md draws the rooms of the server as they are, from above to below', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  const drawn = [...page.matchAll(/^\| `server\/([\w.-]+)\/?` \|/gm)].map(([, name]) => name)
  assert.deepEqual(drawn, layers)
  assert.deepEqual(readdirSync(join(root, 'server')).toSorted(), layers.toSorted())
})

test('the contract imports zod and nothing else', () => {
  for (const file of globSync('contract/**/*.ts', { cwd: root })) {
    const others = importsOf(file, true).filter((target) => target !== 'zod' && !target.startsWith('contract/'))
    assert.deepEqual(others, [], file)
  }
})

test('a worker loads nothing that answers requests', () => {
  const loaded = new Set(['server/cli/work.ts'])
  for (const file of loaded) for (const target of importsOf(file)) loaded.add(target)
  assert.ok(loaded.has('server/speaking/speak-queue.ts'))
  assert.deepEqual(
    [...loaded].filter((file) => file.startsWith('server/http/')),
    [],
  )
})

test('no file leads back to itself over what it imports', () => {
  const graph = new Map(globSync('{server,contract}/**/*.ts', { cwd: root }).map((file) => [file, importsOf(file)]))
  const done = new Set<string>()
  const circles: string[][] = []
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file])
    if (done.has(file) || way.includes(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...way, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  assert.deepEqual(circles, [])
})

function layerOf(file: string): number {
  return layers.indexOf(file.split('/')[1] ?? '')
}

/** Paths from the root that a file imports; with `packages`, names of packages too. */
function importsOf(file: string, packages = false): string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const targets = [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
  return targets.flatMap((target) => {
    if (target.startsWith('#')) return [target.slice(1)]
    if (target.startsWith('.')) return [relative(root, join(root, dirname(file), target))]
    return packages ? [target] : []
  })
}
