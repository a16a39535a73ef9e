import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openDataFolder, openPackServer, type PackServer } from '#server/voices/packs/pack-server.test-kit.ts'
import { openTestStudio } from '#test/studio.ts'
import { until } from '#test/until.ts'
import { fetchVoice } from '../make/fetch-voice.ts'
import { fetchAtStart } from './fetch-at-start.ts'
import { openPacks } from './open-packs.ts'
import { installShowing } from './show-fetching.ts'

const patience = () => AbortSignal.timeout(60_000)

/** What a console shows. */
function openOutput(isTTY = false) {
  const written: string[] = []
  return { isTTY, columns: 120, written, text: () => written.join(''), write: (text: string) => written.push(text) }
}

function configOf(dataFolder: string, server: PackServer, more: Record<string, string> = {}) {
  const source = { LECTERN_VOICE_SOURCE: `${server.address}/mirror` }
  return readConfig({ LECTERN_DATA: dataFolder, LECTERN_VOICES: 'test-pack', ...source, ...more })
}

test('on a terminal one line changes; elsewhere there is a line for each tenth', async () => {
  await using server = await openPackServer()
  for (const isTTY of [true, false]) {
    await using folder = await openDataFolder()
    await using packs = openPacks(configOf(folder.path, server), [server.pack])
    const output = openOutput(isTTY)
    assert.equal(await installShowing(packs, 'test-pack', output, patience()), true)
    assert.match(output.text(), /Fetching the voice pack test-pack \(3\.0 MB, licence MIT\)\.\n/)
    const last = /test-pack {2}100 % {2}3\.0 MB of 3\.0 MB {2}the mirror \(127\.0\.0\.1:\d+\)/
    assert.match(output.text(), last)
    const lines = output.text().split('\n').length
    assert.ok(isTTY ? lines === 2 : lines <= 13, output.text())
    assert.equal(await installShowing(packs, 'test-pack', output, patience()), false)
  }
})

test('a start fetches the packs that are missing and says what came of it', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const config = configOf(folder.path, server)
  await using voicePacks = openPacks(config, [server.pack])
  const voices = {
    ...voicesOf('flite-slt'),
    refresh: async () => void (voices.defaultVoiceId = 'test-engine-a'),
  }
  const output = openOutput()
  {
    await using _fetching = fetchAtStart({ config, voices, voicePacks }, output)
    await until('it says so', () => /installed/.test(output.text()))
  }
  const sentence = 'The voice pack test-pack is installed: new projects now speak with test-engine-a.\n'
  assert.equal(output.written.at(-1), sentence)
  const again = openOutput()
  await using _fetching = fetchAtStart({ config, voices, voicePacks }, again)
  assert.equal(again.text(), '')
})

test('a start without network says one sentence', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  server.misbehave('/', (request) => request.socket.destroy())
  const config = configOf(folder.path, server)
  await using voicePacks = openPacks(config, [server.pack])
  const output = openOutput()
  await using _fetching = fetchAtStart({ config, voices: voicesOf('flite-slt'), voicePacks }, output)
  const sentence = await until('it says so', () => output.written.find((text) => /could not be fetched/.test(text)))
  assert.match(
    sentence,
    /^The voice pack test-pack could not be fetched from the mirror [^\n]* New projects speak with /,
  )
  assert.match(sentence, / flite-slt for now; `npx lectern voices install test-pack` tries again, [^\n]*\n$/)
  assert.equal(server.asked.length, 1, 'it is tried once')
  const voices = { ...voicesOf(''), hasDefaultVoice: false }
  await using _without = fetchAtStart({ config, voices, voicePacks }, output)
  await until('it says that there is none', () =>
    output.written.some((text) => /Until then there is no voice/.test(text)),
  )
})

test('a start that is stopped while it fetches stops at once and says nothing', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  server.misbehave('/', () => {})
  const config = configOf(folder.path, server)
  await using voicePacks = openPacks(config, [server.pack])
  const output = openOutput()
  const fetching = fetchAtStart({ config, voices: voicesOf('flite-slt'), voicePacks }, output)
  await until('it is being fetched', () => server.asked.length === 1)
  await fetching[Symbol.asyncDispose]()
  assert.match(output.text(), /^Fetching [^\n]*\n$/)
})

test('a book whose voice nobody named is read by what is there; one whose voice was named is not', async () => {
  await using server = await openPackServer()
  await using folder = await openDataFolder()
  const config = configOf(folder.path, server)
  const none = { ...config, LECTERN_VOICES: ['none'] }
  const orders: [Parameters<typeof fetchVoice>[0], number][] = [
    [{ config: none, voiceId: undefined }, 0],
    [{ config: none, voiceId: 'test-engine-a' }, 0],
    [{ config, voiceId: 'flite-slt' }, 0],
    [{ config: { ...config, LECTERN_ENGINE_DEFAULT: 'flite' }, voiceId: undefined }, 0],
    [{ config: { ...config, LECTERN_ENGINES: ['flite'] }, voiceId: undefined }, 0],
    [{ config, voiceId: 'test-engine-b' }, 3],
  ]
  for (const [order, asked] of orders) {
    await fetchVoice(order, openOutput(), patience(), [server.pack])
    assert.equal(server.asked.length, asked)
  }
  await using elsewhere = await openDataFolder()
  server.misbehave('/', (_, response) => response.writeHead(500).end())
  const offline = configOf(elsewhere.path, server)
  const output = openOutput()
  await fetchVoice({ config: offline, voiceId: undefined }, output, patience(), [server.pack])
  assert.match(output.text(), /could not be fetched .* The built-in voice speaks instead\.\n$/)
  const named = fetchVoice({ config: offline, voiceId: 'test-engine-a' }, output, patience(), [server.pack])
  await assert.rejects(named, { code: 'voice_pack_unavailable' })
})

test('a studio that runs is told what a command installed', async () => {
  await using server = await openPackServer()
  await using studio = await openTestStudio()
  const { config, events } = studio.studio
  const heard = events.next('voices:changed', patience())
  const withMirror = { ...config, LECTERN_VOICE_SOURCE: `${server.address}/mirror` }
  await using packs = openPacks(withMirror, [server.pack])
  await packs.install('test-pack', { signal: patience() })
  assert.deepEqual(await heard, { kind: 'event', topic: 'voices:changed', payload: { pack: 'test-pack' } })
})

function voicesOf(defaultVoiceId: string) {
  return { defaultVoiceId, hasDefaultVoice: true, refresh: async () => {} }
}
