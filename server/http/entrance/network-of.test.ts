import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from './network-of.ts'

test('all addresses that one may have been given are one network, however they are written', () => {
  for (const [network, ...addresses] of [
    ['2001:db8:0', '2001:db8::1', '2001:db8::2', '2001:db8::a:b:c:d', '2001:db8:0:ffff:1:2:3:4', '2001:db8::'],
    ['2a01:4f8:c0c', '2a01:4f8:c0c:1234::1', '2a01:4f8:c0c::1', '2a01:4f8:c0c:9:8:7:6:5'],
    ['0:0:0', '::1', '::'],
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
  ])
    for (const address of addresses) assert.equal(networkOf(address), network, address)
})
