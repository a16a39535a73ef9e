import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toOwnPath } from './own-path.ts'

const origin = 'https://studio.example'

test('who signs in comes to the page that they wanted', () => {
  for (const path of ['/', '/projects/a/report', '/projects/a?lines=unsure#b', '/settings?next=//c'])
    assert.equal(toOwnPath(path, origin), path)
  assert.equal(toOwnPath(`${origin}/settings`, origin), '/settings')
})

test('a link to sign in leads to no other site, however its address is spelled', () => {
  for (const path of [
    'https://elsewhere.example/report',
    '//elsewhere.example/report',
    '/\\elsewhere.example/report',
    '\\\\elsewhere.example/report',
    '/\t/elsewhere.example/report',
    ' //elsewhere.example',
    '/.//elsewhere.example/report',
    '/a/..//elsewhere.example/report',
    '/%2e//elsewhere.example',
    'https:elsewhere.example',
    'http://studio.example@elsewhere.example/',
    'javascript:alert(1)',
    'data:text/html,a',
    'http://[',
  ]) {
    const own = toOwnPath(path, origin)
    const url = new URL(own, origin)
    assert.ok(own.startsWith('/') && url.origin === origin && !own.startsWith('//'), `${path} leads to ${own}`)
  }
  assert.equal(toOwnPath('https://elsewhere.example/report', origin), '/')
})
