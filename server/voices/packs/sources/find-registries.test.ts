import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { findNpmRegistry, findPythonIndex, headersFor } from './find-registries.ts'

let home: string

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'lectern-home-'))
})

after(() => rm(home, { recursive: true, force: true }))

async function write(name: string, text: string): Promise<string> {
  const path = join(home, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return path
}

test('the index is that of the environment, else that of the last configuration file', async () => {
  const PIP_CONFIG_FILE = await write(
    'nothing.conf',
    '[install]\nindex-url = https://wrong.test/\n[global]\ntimeout = 60\n',
  )
  assert.equal(await findPythonIndex({ HOME: home, PIP_CONFIG_FILE, PATH: '' }), undefined, 'and no pip to ask')
  await write(
    '.config/pip/pip.conf',
    '[global]\ntimeout = 60\nindex-url = https://company.test/simple/\n[install]\nx = y',
  )
  assert.equal((await findPythonIndex({ HOME: home, PIP_CONFIG_FILE }))?.address, 'https://company.test/simple')
  const own = await write('own.conf', '[global]\nindex_url: http://own.test/pypi\n')
  assert.equal((await findPythonIndex({ HOME: home, PIP_CONFIG_FILE: own }))?.address, 'http://own.test/pypi')
  const environment = { HOME: home, PIP_CONFIG_FILE: own, PIP_INDEX_URL: 'https://asked.test/simple' }
  assert.equal((await findPythonIndex(environment))?.address, 'https://asked.test/simple')
})

test('the registry is that of the environment, else that of the person’s npmrc', async () => {
  const npm_config_userconfig = await write('.npmrc', 'fund=false\nregistry = "https://company.test/npm/"\n')
  assert.equal((await findNpmRegistry({ HOME: home, npm_config_userconfig }))?.address, 'https://company.test/npm')
  assert.equal(
    (await findNpmRegistry({ HOME: home, NPM_CONFIG_REGISTRY: 'https://a.test/' }))?.address,
    'https://a.test',
  )
})

test('a password goes to its own registry only, and is in no name', async () => {
  const registry = (await findPythonIndex({ PIP_INDEX_URL: 'https://me:p%40ss@index.test:8443/simple/' }))!
  assert.deepEqual([registry.address, registry.host], ['https://index.test:8443/simple', 'index.test:8443'])
  const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
  assert.deepEqual(headersFor(registry, 'https://index.test:8443/files/x.whl'), { authorization })
  assert.deepEqual(headersFor(registry, 'https://files.test/x.whl'), {})
  assert.deepEqual(headersFor(registry, 'http://index.test:8443/x.whl'), {})
})

test('where nothing is set up, npm and pip are asked where they go', async () => {
  const folder = dirname(
    await write('bin/npm', '#!/bin/sh\n[ "$*" = "config get registry" ] && echo https://npm.test/\n'),
  )
  await write('bin/python3', '#!/bin/sh\necho https://python.test/simple\n')
  for (const name of ['npm', 'python3']) await chmod(join(folder, name), 0o755)
  const environment = {
    HOME: join(home, 'elsewhere'),
    PATH: `${folder}:/bin:/usr/bin`,
    npm_config_globalconfig: '/none',
  }
  assert.equal((await findNpmRegistry(environment))?.address, 'https://npm.test')
  assert.equal((await findPythonIndex({ ...environment, PIP_INDEX_URL: 'nonsense' }))?.host, 'python.test')
})
