import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { readConfig } from '#server/base/config.ts'
import { openLog } from '#server/base/log.ts'
import { openVoicePacks } from './open-voice-packs.ts'
import { openDataFolder, openPackServer, type PackServer, readInstalled, tarOf, zipOf } from './pack-server.test-kit.ts'

const patience = () => AbortSignal.timeout(60_000)

function openWith(dataFolder: string, source: string, { pack, environment }: PackServer) {
  const config = readConfig({ LECTERN_DATA: dataFolder, LECTERN_VOICE_SOURCE: source })
  return openVoicePacks({ config, log: openLog('silent'), packs: [pack], environment, onChanged: async () => {} })
}

/** The files as a mirror has them, in a folder of the pack's name. */
function laidOut({ contents }: PackServer, above = ''): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(contents).map(([path, bytes]) => [`${above}test-pack/${path}`, bytes]))
}

test('a folder, a ZIP and a tar.gz stand for all other sources', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const sources = ['files', 'packs.zip', 'packs.tar.gz', 'around.tgz'].map((name) => join(folder.path, name))
  for (const [path, bytes] of Object.entries(laidOut(server))) {
    await mkdir(dirname(join(sources[0]!, path)), { recursive: true })
    await writeFile(join(sources[0]!, path), bytes)
  }
  await writeFile(sources[1]!, await zipOf({ 'readme.txt': Buffer.from('x'), ...laidOut(server) }))
  await writeFile(sources[2]!, gzipSync(tarOf({ ...laidOut(server, './'), 'other.txt': Buffer.from('x') })))
  await writeFile(sources[3]!, gzipSync(tarOf(laidOut(server, 'my-packs/'))))
  for (const [index, source] of sources.entries()) {
    const dataFolder = join(folder.path, `data-${index}`)
    await using packs = openWith(dataFolder, source, server)
    const shown: number[] = []
    await packs.install('test-pack', { signal: patience(), onProgress: ({ bytes }) => shown.push(bytes) })
    assert.deepEqual(await readInstalled(dataFolder, server), server.contents, source)
    assert.ok(shown.length > 0)
  }
  assert.deepEqual(server.asked, [])
})

test('what is missing, damaged or something else is told with its name', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const { 'model.onnx': model, ...voices } = server.contents
  const files: Record<string, Buffer> = {
    'lacking.zip': await zipOf({ 'test-pack/voices/a.bin': voices['voices/a.bin']! }),
    'changed.zip': await zipOf({ ...laidOut(server), 'test-pack/model.onnx': Buffer.from(model!).fill(1, 0, 9) }),
    'cut.zip': (await zipOf(laidOut(server))).subarray(0, 1_000_000),
    'cut.tar.gz': gzipSync(tarOf(laidOut(server))).subarray(0, 1_000_000),
    'text.tar.gz': gzipSync('not a tar archive, but long enough to have a header. '.repeat(20)),
    'no.tar.gz': Buffer.from('not gzip'),
    'pack.rar': Buffer.from('Rar!'),
  }
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder.path, name), bytes)
  await mkdir(join(folder.path, 'empty'))
  const expected: Record<string, RegExp> = {
    'lacking.zip': /lacks test-pack\/voices\/b\.bin\.$/,
    'changed.zip': /model\.onnx is not the file it should be/,
    'cut.zip': /cut\.zip/,
    'cut.tar.gz': /cut\.tar\.gz/,
    'text.tar.gz': /It is not a tar archive\.$/,
    'no.tar.gz': /incorrect header check\.$/,
    'pack.rar': /is no folder, \.zip or \.tar\.gz file\.$/,
    empty: /empty\/test-pack\/voices\/a\.bin is not there\.$/,
    nowhere: /nowhere is not there\.$/,
  }
  for (const [name, message] of Object.entries(expected)) {
    await using packs = openWith(join(folder.path, `data of ${name}`), join(folder.path, name), server)
    await assert.rejects(packs.install('test-pack', { signal: patience() }), {
      code: 'voice_pack_unavailable',
      message,
    })
  }
})

test('a mirror may want a password, which no sentence tells', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const seen: (string | undefined)[] = []
  server.misbehave('/mirror/', (request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(401).end()
  })
  const source = `${server.address.replace('://', '://me:se%20cret@')}/mirror/`
  await using packs = openWith(folder.path, source, server)
  await assert.rejects(packs.install('test-pack', { signal: patience() }), (error: Error) => {
    assert.match(error.message, /from the mirror \(127\.0\.0\.1:\d+\): .* answered 401\.$/)
    return !error.message.includes('cret')
  })
  assert.deepEqual(seen, [`Basic ${Buffer.from('me:se cret').toString('base64')}`])
})
