import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attachment } from './attachment.ts'

test('a name in a header is short, on one line, and what it seems', () => {
  const nameOf = (name: string) => decodeURIComponent(attachment(name, 'pls')['content-disposition'].split("''")[1]!)
  assert.equal(nameOf('Names'), 'Names.pls')
  assert.equal(nameOf('a\r\nSet-Cookie: b'), 'a Set-Cookie - b.pls')
  assert.equal(nameOf('exe.\u202eslp'), 'exe.slp.pls')
  assert.equal(nameOf('\u2066a\u200bb\u2069\u061c'), 'ab.pls')
  assert.equal(nameOf(' \t.'), 'unnamed.pls')
  assert.ok(Buffer.byteLength(nameOf('ü'.repeat(100_000))) <= 204)
  assert.match(attachment("it's (mine)*")['content-disposition'], /; filename\*=UTF-8''it%27s%20%28mine%29$/)
})

test('programs that know no encoded names get a plain one', () => {
  const plainOf = (name: string) =>
    /^attachment; filename="([^"]*)"; /.exec(attachment(name)['content-disposition'])![1]
  assert.equal(plainOf('First Pages - Kim & Lee.m4b'), 'First Pages - Kim & Lee.m4b')
  assert.equal(plainOf('Bücher 50% “neu”.mp3'), "Bucher 50_ 'neu'.mp3")
  assert.equal(plainOf('夜.mp3'), '_.mp3')
})

test('no name is that of a device', () => {
  for (const name of ['CON', 'nul', 'Com1.m4b', 'LPT³', 'aux.tar.gz'])
    assert.match(attachment(name, 'mp3')['content-disposition'], /^attachment; filename="_/, name)
  for (const name of ['Console', 'Nulla', 'COM', 'A CON'])
    assert.match(attachment(name, 'mp3')['content-disposition'], /^attachment; filename="[CNA]/, name)
})
