import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { until } from '#test/until.ts'
import { describeEngine } from '../engine.conformance.ts'
import type { Engine, Utterance } from '../engine.ts'
import { killChildren, listChildren } from '../onnx/child-processes.test-kit.ts'
import { runtimeVersion } from '../onnx/runtime-version.ts'
import { node, value, writeTestModel } from '../onnx/write-model.test-kit.ts'
import { leadSeconds, tailSeconds } from '../silent-edges.ts'
import { measureWeights } from './choose-weights.ts'
import { modelFile } from './installed.ts'
import { openKokoroEngine } from './kokoro-engine.ts'
import { openTinyPack, symbolSeconds, writeTinyKokoro } from './tiny-kokoro.test-kit.ts'

const neverAborted = new AbortController().signal
const skip = runtimeVersion() ? false : 'The npm package onnxruntime-node is not installed.'

test('there are no voices until the pack comes, and then those whose file is there', async () => {
  await using pack = await openTinyPack([])
  const engine = openKokoroEngine({ folder: join(pack.path, 'kokoro'), processes: 1 })
  assert.deepEqual(await engine.voices(), [])
  await assert.rejects(engine.speak(say('Hello.'), neverAborted), { code: 'engine_failed', message: /not installed/ })
})

describe('with a tiny model, it', { skip }, () => {
  describeTinyEngine()

  test('lists the voices whose file is there, the better ones first', async (t) => {
    const { engine } = await open(t, ['bf_emma', 'af_heart', 'zf_xiaobei'])
    const voices = await engine.voices()
    assert.deepEqual(
      voices.map(({ name, title, labels }) => [name, title, labels.accent, labels.gender]),
      [
        ['af_heart', 'Heart (US, female)', 'american', 'female'],
        ['bf_emma', 'Emma (GB, female)', 'british', 'female'],
      ],
    )
  })

  describe('with one engine for several utterances', () => {
    let shared: Awaited<ReturnType<typeof openTiny>>
    before(async () => {
      shared = await openTiny()
    })
    after(() => shared.close())

    test('tells when each letter is heard, by the frames of the model', async () => {
      const { engine } = shared
      const { track, alignment } = await engine.speak(say('Ten men. Six.'), neverAborted)
      // tˈɛn mˈɛn. sˈɪks. : 4 symbols, a space, 4, a mark and a space, 5, and a mark, of 100 ms each
      const spoken = (4 + 1 + 4 + 2 + 5) * symbolSeconds
      assert.equal(track.samples.length / track.sampleRate, leadSeconds + spoken + tailSeconds)
      const startOf = (index: number) => alignment!.startSamples[index]! / track.sampleRate - leadSeconds
      for (const [index, symbols] of [
        [0, 0],
        [4, 5],
        [9, 11],
      ] as const) {
        assert.ok(Math.abs(startOf(index) - symbols * symbolSeconds) <= 0.076, `${index} begins at ${startOf(index)}`)
      }
      assert.equal(startOf(0), 0)
    })

    test('reads with the accent of the voice', async () => {
      const { engine } = shared
      const american = await engine.speak(say('Bath.'), neverAborted)
      const british = await engine.speak({ ...say('Bath.'), voice: 'bf_emma' }, neverAborted)
      assert.ok(british.track.samples.length > american.track.samples.length) // bˈɑːθ is longer than bˈæθ
    })

    test('speaks text whose reading is far longer than its letters', async () => {
      const { engine } = shared
      const text = '$1,777,777.77; '.repeat(16)
      const { track, alignment } = await engine.speak(say(text), neverAborted)
      assert.ok(track.samples.length / track.sampleRate > 510 * symbolSeconds)
      assert.ok(
        alignment!.startSamples.every((start, index) => index === 0 || start >= alignment!.startSamples[index - 1]!),
      )
    })

    test('names a voice whose file has the wrong size, and speaks with the others', async () => {
      const { engine, folder } = shared
      await truncate(join(folder, 'voices', 'am_michael.bin'), 1000)
      const speaking = engine.speak({ ...say('Hello.'), voice: 'am_michael' }, neverAborted)
      await assert.rejects(speaking, { code: 'engine_failed', message: /"Hello\.".*am_michael\.bin has 1000 bytes/ })
      assert.ok((await engine.speak(say('Hello.'), neverAborted)).track.samples.length > 0)
    })
  })

  test('proof: names a model that is no model of this kind, and speaks once it is repaired', async (t) => {
    const { engine, folder } = await open(t)
    const model = join(folder, 'kokoro-v1.0.int8.onnx')
    const wrong = {
      'cut off': writeTinyKokoro().slice(0, 1000),
      empty: new Uint8Array(0),
      'another kind': writeOtherModel(),
      'another opset': writeTinyKokoro(999),
    }
    for (const [what, bytes] of Object.entries(wrong)) {
      await writeFile(model, bytes)
      const speaking = engine.speak(say('Hello.'), neverAborted)
      await assert.rejects(
        speaking,
        { code: 'engine_failed', message: /kokoro-v1\.0\.int8\.onnx cannot be loaded/ },
        what,
      )
    }
    await writeFile(model, writeTinyKokoro())
    assert.ok((await engine.speak(say('Hello.'), neverAborted)).track.samples.length > 0)
  })

  test('proof: remembers which weights are faster, and does without when it cannot', async (t) => {
    const { folder, engine } = await open(t)
    await engine.speak(say('Hello.'), neverAborted)
    const file = join(folder, 'kokoro-v1.0.int8.speed.json')
    await until('it is known', () => existsSync(file))
    const [[machine, speeds]] = Object.entries(JSON.parse(await readFile(file, 'utf8'))) as [[string, object]]
    assert.match(machine, /onnxruntime \d/)
    assert.deepEqual(Object.keys(speeds), ['int8', 'float'])
    for (const spoil of [() => writeFile(file, '{'), () => rm(file).then(() => mkdir(file))]) {
      await spoil()
      const another = openKokoroEngine({ folder, processes: 1 })
      assert.ok((await another.speak(say('Hello.'), neverAborted)).track.samples.length > 0)
      await another.close?.()
    }
  })

  const needsProc = existsSync('/proc/self/stat') ? false : 'This system does not list its processes under /proc.'

  test('proof: speaks at once, while it is still found out which weights are faster', {
    skip: needsProc,
  }, async (t) => {
    const { engine, folder } = await open(t)
    const preparing = engine.prepare!('af_heart', neverAborted)
    const comparing = await until('they are compared', () => listChildren('compare-weights-process')[0])
    process.kill(comparing, 'SIGSTOP')
    await preparing
    assert.ok((await engine.speak(say('Hello.'), neverAborted)).track.samples.length > 0)
    assert.ok(!existsSync(join(folder, 'kokoro-v1.0.int8.speed.json')))
    process.kill(comparing, 'SIGCONT')
  })

  test('proof: is prepared once for as many utterances as it speaks at once', { skip: needsProc }, async (t) => {
    const { engine } = await openMeasured(t, 2)
    await engine.prepare!('af_heart', neverAborted)
    const prepared = await until('both are', () => {
      const started = listChildren('kokoro-process')
      return started.length === 2 ? started : undefined
    })
    await Promise.all(['One.', 'Two.'].map((text) => engine.speak(say(text), neverAborted)))
    await engine.prepare!('af_heart', neverAborted)
    assert.deepEqual(listChildren('kokoro-process').toSorted(), prepared.toSorted())
    await engine.prepare!('nobody', neverAborted)
  })

  test('proof: fails an utterance of which three processes die, and speaks the next', {
    skip: needsProc,
  }, async (t) => {
    const { engine } = await openMeasured(t)
    await engine.speak(say('Hello.'), neverAborted)
    const failed = new AbortController()
    const killing = killChildren('kokoro-process', { signal: AbortSignal.any([failed.signal, t.signal]) })
    const dying = engine.speak(say('Never heard.'), neverAborted)
    await assert.rejects(dying, { code: 'engine_failed', message: /"Never heard\.": its process died 3 times/ })
    failed.abort()
    assert.ok((await killing) >= 3) // the one that was idle may have died before it had the utterance
    assert.ok((await engine.speak(say('Heard.'), neverAborted)).track.samples.length > 0)
  })

  test('speaks an utterance whose process dies once', { skip: needsProc }, async (t) => {
    const { engine } = await openMeasured(t)
    await engine.speak(say('Hello.'), neverAborted)
    const killing = killChildren('kokoro-process', { most: 1 })
    assert.ok((await engine.speak(say('Heard all the same.'), neverAborted)).track.samples.length > 0)
    await killing
  })
})

function describeTinyEngine(): void {
  describeEngine(
    async () => {
      const pack = await openTinyPack()
      const engine = openKokoroEngine({ folder: pack.path, processes: 2 })
      return { ...engine, close: () => engine.close!().then(() => pack.remove()) }
    },
    { isDeterministic: true },
  )
}

async function open(t: TestContext, voices?: string[]): Promise<{ engine: Engine; folder: string }> {
  const opened = await openTiny(voices)
  t.after(opened.close)
  return opened
}

/** Where it is known which weights are faster, so that no process is replaced for the others. */
async function openMeasured(t: TestContext, processes = 1): Promise<{ engine: Engine }> {
  const { engine, folder, close } = await openTiny(undefined, processes)
  t.after(close)
  await measureWeights(join(folder, modelFile), neverAborted)
  return { engine }
}

async function openTiny(voices?: string[], processes = 1) {
  const pack = await openTinyPack(voices)
  const engine = openKokoroEngine({ folder: pack.path, processes })
  return { engine, folder: pack.path, close: () => engine.close!().then(() => pack.remove()) }
}

function say(text: string): Utterance {
  return { text, phonemes: [], voice: 'af_heart', language: 'en', settings: {} }
}

function writeOtherModel(): Uint8Array {
  return writeTestModel({
    inputs: [value('x', 'float32', [1])],
    outputs: [value('y', 'float32', [1])],
    weights: [],
    nodes: [node('Neg', ['x'], 'y')],
  })
}
