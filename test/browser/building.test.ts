import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { buildWeb } from '../../scripts/build-web.js'

test('while several build the pages anew these are whole at every moment, and nothing is left beside them', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-pages-'))
  const dist = join(folder.path, 'dist')
  await buildWeb(dist)
  await writeFile(join(dist, '.stamp'), 'of other sources')
  let isBuilding = true
  const building = Promise.all([buildWeb(dist), buildWeb(dist)]).finally(() => {
    isBuilding = false
  })
  do {
    await setImmediate()
    for (const file of listNamed(dist)) assert.ok(existsSync(file), file)
    assert.ok(existsSync(join(dist, 'index.html.br')))
  } while (isBuilding)
  await building
  assert.notEqual(readFileSync(join(dist, '.stamp'), 'utf8'), 'of other sources')
  assert.deepEqual(globSync('*', { cwd: folder.path }), ['dist'])
})

/** The scripts and styles that the page asks for. */
function listNamed(dist: string): string[] {
  const page = readFileSync(join(dist, 'index.html'), 'utf8')
  return [...page.matchAll(/"\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => join(dist, name!))
}
