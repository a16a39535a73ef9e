import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

const quickStart = JSON.stringify(new URL('./quick-start.ts', import.meta.url).href)

test('proof: what is resolved quickly is what Node resolves', () => {
  const list = `
    const { registerHooks } = await import('node:module')
    registerHooks({
      resolve(specifier, context, next) {
        const found = next(specifier, context)
        if (!/node_modules.(?!drizzle-orm|pg-boss|zod)|^node:/.test(found.url)) console.log(specifier, found.url, found.format)
        return found
      },
    })
    await import(${JSON.stringify(new URL('../cli/serve.ts', import.meta.url).href)})
    const { is, Column } = await import('drizzle-orm')
    const { integer, pgTable } = await import('drizzle-orm/pg-core')
    console.log(is(pgTable('t', { one: integer() }).one, Column))`
  const quickly = `const { resolveQuickly } = await import(${quickStart}); resolveQuickly();`
  const usual = run(list)
  for (const name of [/^#contract\//m, /^#server\//m, /^\.\//m, /drizzle-orm/, /pg-boss/, /zod/, /^true$/m])
    assert.match(usual, name)
  assert.equal(run(quickly + list), usual)
})

test('what lies inside of such a package is resolved as Node does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-nested-'))
  try {
    const inside = join(folder, 'node_modules/pg-boss/node_modules/old')
    mkdirSync(inside, { recursive: true })
    writeFileSync(join(inside, 'index.js'), `module.exports = require('./one.js')`)
    writeFileSync(join(inside, 'one.js'), `exports.one = 'CommonJS'`)
    const old = JSON.stringify(pathToFileURL(join(inside, 'index.js')).href)
    const quickly = `const { resolveQuickly } = await import(${quickStart}); resolveQuickly();`
    assert.equal(run(`${quickly} console.log((await import(${old})).default.one)`), 'CommonJS\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
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
