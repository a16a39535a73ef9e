import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const quickStart = JSON.stringify(new URL('./quick-start.ts', import.meta.url).href)

test('drizzle resolved quickly is the same files as Node resolves', () => {
  const listLoaded = `
    await import('drizzle-orm/node-postgres')
    const { sql } = await import('drizzle-orm')
    const { is, Column } = await import('drizzle-orm')
    const { integer, pgTable } = await import('drizzle-orm/pg-core')
    const table = pgTable('t', { one: integer() })
    console.log(import.meta.resolve('drizzle-orm'), is(table.one, Column), sql\`select \${table.one}\`.queryChunks.length)`
  const quickly = `const { resolveQuickly } = await import(${quickStart}); resolveQuickly();`
  assert.equal(run(quickly + listLoaded), run(listLoaded))
})

test('our own files resolved quickly are those that Node resolves', () => {
  const importing = JSON.stringify(new URL('../http/add-route.ts', import.meta.url).href)
  const resolve = `
    const { registerHooks } = await import('node:module')
    registerHooks({
      resolve(specifier, context, next) {
        const found = next(specifier, context)
        if (found.url.includes('/server/') || found.url.includes('/contract/')) console.log(specifier, found.url, found.format)
        return found
      },
    })
    await import(${importing})`
  const quickly = `const { resolveQuickly } = await import(${quickStart}); resolveQuickly();`
  const usual = run(resolve)
  assert.match(usual, /^#contract\/.*^#server\/.*^\.\//ms)
  assert.equal(run(quickly + resolve), usual)
})

test('compiled code is kept in a data folder that exists, for its owner only, and no folder is made for it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-compiled-'))
  try {
    for (const path of [folder, join(folder, 'not-there')]) {
      run(`const { keepCompiledCode } = await import(${quickStart}); keepCompiledCode(${JSON.stringify(path)})`)
    }
    assert.deepEqual(readdirSync(folder), ['compiled'])
    assert.equal(statSync(join(folder, 'compiled')).mode & 0o777, 0o700)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function run(code: string): string {
  const options = ['--input-type=module', '--eval', code]
  return execFileSync(process.execPath, options, { cwd: import.meta.dirname, encoding: 'utf8' })
}
