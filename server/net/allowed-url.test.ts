import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAllowedUrl } from './allowed-url.ts'

const publicOnly = { allowPrivate: false }

test('a web address is allowed, also one that only DNS could tell about', () => {
  for (const url of [
    'https://example.com/a?b=c',
    'http://93.184.216.34:8080/',
    'http://[2606:4700::1111]/',
    'http://intranet/',
  ])
    assert.equal(assertAllowedUrl(url, publicOnly).href, url)
})

test('every spelling of a forbidden address is refused at once, with the name of the field', () => {
  const ipv4 = [
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '0',
    '10.1.2.3',
    '169.254.169.254',
    '①②⑦.⓪.⓪.①',
  ]
  const ipv6 = ['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[fe80::1]', '[fd00::1]']
  const names = ['localhost', 'LOCALHOST.', 'api.localhost', 'localhost.localdomain', 'ip6-localhost']
  for (const host of [...ipv4, ...ipv6, ...names]) {
    const refused = () => assertAllowedUrl(`http://${host}:8080/x`, publicOnly, 'from_url')
    assert.throws(refused, { code: 'invalid_parameters', param: 'from_url', message: /public internet/ }, host)
  }
})

test('other schemes, passwords and things that are no URL are refused, even where private addresses are allowed', () => {
  const urls = [
    'file:///etc/passwd',
    'ftp://example.com/',
    'data:text/plain,x',
    'javascript:1',
    'gopher://example.com/',
  ]
  for (const url of [
    ...urls,
    'https://user:secret@example.com/',
    'https://user@example.com/',
    'example.com',
    '',
    'http://',
  ]) {
    const refused = () => assertAllowedUrl(url, { allowPrivate: true })
    assert.throws(refused, (error: Error) => error.message !== '' && !error.message.includes('secret'), url)
  }
})

test('people who mean it reach their own networks', () => {
  for (const url of ['http://127.0.0.1/', 'http://localhost:3000/', 'http://[fd00::1]/'])
    assert.equal(assertAllowedUrl(url, { allowPrivate: true }).href, url)
})
