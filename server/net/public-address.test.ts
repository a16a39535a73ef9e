import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isPublicAddress } from './public-address.ts'

test('addresses of the public internet are public', () => {
  for (const address of ['8.8.8.8', '93.184.216.34', '172.15.255.255', '172.32.0.0', '100.128.0.1', '2606:4700::1111'])
    assert.ok(isPublicAddress(address), address)
})

test('addresses of this machine, of private networks and of special purpose are not', () => {
  const ipv4 = ['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254']
  const more = [
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ]
  const ipv6 = [
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '2001:db8::1',
    '100::1',
  ]
  for (const address of [...ipv4, ...more, ...ipv6]) assert.ok(!isPublicAddress(address), address)
})

test('an IPv6 address that holds an IPv4 address is not public, whatever it holds', () => {
  const word = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16))
  fc.assert(
    fc.property(word, word, (high, low) => {
      for (const prefix of ['::ffff:', '::', '::ffff:0:', '64:ff9b::', '64:ff9b:1::', '2001:0:0:0:0:0:'])
        assert.ok(!isPublicAddress(`${prefix}${high}:${low}`))
      assert.ok(!isPublicAddress(`2002:${high}:${low}::1`))
    }),
  )
  assert.ok(!isPublicAddress('::ffff:127.0.0.1'))
})

test('what is not an address is not public', () => {
  for (const text of ['', 'example.com', '1.2.3', '8.8.8.8.8', ':::']) assert.ok(!isPublicAddress(text))
})
