import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { openTestServer } from '#server/net/server.test-kit.ts'
import { openLectern } from './lectern-client.ts'

test('an assistant that asks for two files of one name at once gets both, each as it was asked for', async () => {
  const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await using server = await openTestServer(async (request, response) => {
    const { input } = JSON.parse(await text(request))
    response.write(input)
    if (input === 'One.') await asked.promise
    else {
      asked.resolve()
      await told.promise
    }
    response.end(input)
  })
  const folder = await mkdtemp(join(tmpdir(), 'lectern-mcp-'))
  try {
    const lectern = openLectern({ url: server.url, key: undefined, signal: new AbortController().signal })
    const file = join(folder, 'out', 'notice.mp3')
    const downloads = ['One.', 'Two.'].map((input) => lectern.download('/v1/audio/speech', file, { input }))
    assert.equal(await readFile((await downloads[0]!).path, 'utf8'), 'One.One.')
    told.resolve()
    const { path, byteLength } = await downloads[1]!
    assert.deepEqual([path, byteLength], [join(folder, 'out', 'notice (2).mp3'), 8])
    assert.equal(await readFile(path, 'utf8'), 'Two.Two.')
    assert.equal(await readFile(file, 'utf8'), 'One.One.')
    assert.deepEqual((await readdir(join(folder, 'out'))).sort(), ['notice (2).mp3', 'notice.mp3'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
