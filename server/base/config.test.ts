import assert from 'node:assert/strict'
import { isAbsolute, resolve } from 'node:path'
import { test } from 'node:test'
import { readConfig, variables } from './config.ts'

test('without any variable the studio is for this machine alone', () => {
  const config = readConfig({})
  assert.deepEqual([config.HOST, config.PORT, config.LECTERN_ROLE], ['127.0.0.1', 8080, 'all'])
  assert.ok(isAbsolute(config.LECTERN_DATA))
  assert.equal(config.LECTERN_ALLOW_PRIVATE_URLS, false)
  assert.equal(config.LECTERN_ENGINES, undefined)
})

test('an empty variable counts as unset', () => {
  const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, '']))
  assert.deepEqual(readConfig(empty), readConfig({}))
})

test('numbers, lists and switches are read from their text, and others’ variables are ignored', () => {
  const config = readConfig({
    PORT: '0',
    LECTERN_ENGINES: ' flite, tone ,,',
    LECTERN_ALLOW_PRIVATE_URLS: '1',
    LECTERN_DATA: 'somewhere',
    PATH: '/bin',
  })
  assert.deepEqual(
    [config.PORT, config.LECTERN_ENGINES, config.LECTERN_ALLOW_PRIVATE_URLS],
    [0, ['flite', 'tone'], true],
  )
  assert.equal(config.LECTERN_DATA, resolve('somewhere'))
  assert.ok(!('PATH' in config))
})

test('everything that is wrong is told at once, each by the name of its variable', () => {
  const wrong = { PORT: '70000', LECTERN_ROLE: 'king', LECTERN_WORKERS: 'many', LECTERN_ALLOW_PRIVATE_URLS: 'yes' }
  assert.throws(
    () => readConfig(wrong),
    (error: { code: string; message: string }) => {
      assert.equal(error.code, 'invalid_configuration')
      for (const name of Object.keys(wrong)) assert.ok(error.message.includes(`${name}: `), name)
      return true
    },
  )
})

test('proxies are named by addresses and networks that all who read them understand', () => {
  for (const wrong of [
    '0.0.0.0/0',
    '::/0',
    '10.0.0.1/33',
    '10.0.0.1/08',
    '10.0.0.1/',
    '127.1',
    'loopback/8',
    '*',
    'true',
  ])
    assert.throws(() => readConfig({ LECTERN_TRUST_PROXY: wrong }), { code: 'invalid_configuration' }, wrong)
  const { LECTERN_TRUST_PROXY } = readConfig({ LECTERN_TRUST_PROXY: ' loopback, 10.0.0.0/8, ::ffff:10.0.0.0/104 ' })
  assert.deepEqual(LECTERN_TRUST_PROXY, ['loopback', '10.0.0.0/8', '::ffff:10.0.0.0/104'])
})

test('every variable says what it is for', () => {
  for (const [name, { description }] of Object.entries(variables)) assert.ok(description, name)
})
