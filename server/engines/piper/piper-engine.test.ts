import assert from 'node:assert/strict'
import { chmod, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { describeEngine } from '../engine.conformance.ts'
import type { Engine, Utterance } from '../engine.ts'
import { runtimeVersion } from '../onnx/runtime-version.ts'
import { openPiperEngine } from './piper-engine.ts'
import { addTinyVoice, openVoiceFolder } from './tiny-piper.test-kit.ts'

const neverAborted = new AbortController().signal
const skip = runtimeVersion() ? false : 'The npm package onnxruntime-node is not installed.'

describe('with a tiny voice, it', { skip }, () => {
  describeEngine(
    async () => {
      const folder = await openVoiceFolder()
      await addTinyVoice(folder.path, 'en_US-tiny-low')
      const engine = openPiperEngine({ folder: folder.path, processes: 2, espeak: false })
      return { ...engine, close: () => engine.close!().then(() => folder.remove()) }
    },
    { isDeterministic: true },
  )
})

describe('in a folder that people put voices into', { skip }, () => {
  const path = process.env.PATH
  const problems: string[] = []
  let folder: string
  let engine: Engine
  let remove: () => Promise<void>

  before(async () => {
    const opened = await openVoiceFolder()
    folder = opened.path
    remove = () => opened.remove()
    await addTinyVoice(folder, 'en_US-tiny-low')
    engine = openPiperEngine({ folder, processes: 1, espeak: true, onProblem: (problem) => problems.push(problem) })
  })
  after(async () => {
    process.env.PATH = path
    await engine.close?.()
    await remove()
  })

  test('proof: voices come and go with their files', async () => {
    await addTinyVoice(folder, 'en_GB-other-low', { dataset: 'other', language: { family: 'en', region: 'GB' } })
    assert.deepEqual(await names(), ['en_GB-other-low', 'en_US-tiny-low'])
    await rm(join(folder, 'en_GB-other-low.onnx'))
    assert.deepEqual(await names(), ['en_US-tiny-low'])
  })

  test('a model of several speakers is several voices, each with its own sound', async () => {
    await addTinyVoice(folder, 'en_US-choir-low', { speaker_id_map: { alto: 0, 'Mr. Bass': 1 } }, 2)
    assert.deepEqual(await names(), ['en_US-choir-low-alto', 'en_US-choir-low-Mr__Bass', 'en_US-tiny-low'])
    const [alto, bass] = await Promise.all(['alto', 'Mr__Bass'].map((who) => soundOf(`en_US-choir-low-${who}`)))
    assert.equal(alto!.length, bass!.length)
    assert.notDeepEqual(alto, bass)
    await rm(join(folder, 'en_US-choir-low.onnx'))
  })

  test('a broken file is named once, when it is asked for too, and the others speak', async () => {
    await addTinyVoice(folder, 'broken')
    await writeFile(join(folder, 'broken.onnx.json'), '{ "audio": ')
    await addTinyVoice(folder, 'odd', { audio: { sample_rate: 'fast' } })
    await writeFile(join(folder, 'lonely.onnx'), '')
    assert.deepEqual([await names(), await names()], [['en_US-tiny-low'], ['en_US-tiny-low']])
    assert.deepEqual(
      problems.map((problem) => problem.slice(0, problem.indexOf(' '))),
      ['broken.onnx.json', 'lonely.onnx', 'odd.onnx.json'],
    )
    await assert.rejects(soundOf('broken'), { code: 'engine_failed', message: /broken\.onnx\.json cannot be read/ })
    assert.ok((await soundOf('en_US-tiny-low')).length > 0)
    for (const name of ['broken', 'odd', 'lonely']) await rm(join(folder, `${name}.onnx`))
  })

  test('a model that is cut off is named, and speaks once it is repaired', async () => {
    await addTinyVoice(folder, 'half')
    await truncate(join(folder, 'half.onnx'), 500)
    await assert.rejects(soundOf('half'), { code: 'engine_failed', message: /half\.onnx cannot be loaded/ })
    await addTinyVoice(folder, 'half')
    assert.ok((await soundOf('half')).length > 0)
    await rm(join(folder, 'half.onnx'))
  })

  test('a voice whose symbols are letters needs no phonemes', async () => {
    await addTinyVoice(folder, 'letters', { phoneme_type: 'text', language: { family: 'de' } })
    const text = 'Wörter, große!'
    const take = await engine.speak({ ...say(text), voice: 'letters' }, neverAborted)
    assert.deepEqual(take.warnings, [])
    const { startSamples, endSamples } = take.alignment!
    const lengths = Array.from(text, (_, index) => endSamples[index]! - startSamples[index]!)
    assert.ok(Array.from(text).every((letter, index) => !/\p{L}/u.test(letter) || lengths[index]! > 0))
    const foreign = await engine.speak({ ...say('Ж a'), voice: 'letters' }, neverAborted)
    assert.match(foreign.warnings[0]!.message, /Ж/)
    await rm(join(folder, 'letters.onnx'))
  })

  test('another language says what is missing, and is spoken once espeak-ng is there', async () => {
    await addTinyVoice(folder, 'de_DE-tiny-low', { espeak: { voice: 'de' }, language: { family: 'de', region: 'DE' } })
    const without = openPiperEngine({ folder, processes: 1, espeak: false })
    assert.equal((await without.voices()).at(-1)!.name, 'de_DE-tiny-low')
    const refused = without.speak({ ...say('Hallo Welt.'), voice: 'de_DE-tiny-low' }, neverAborted)
    await assert.rejects(refused, { code: 'engine_failed', message: /espeak-ng.*LECTERN_ESPEAK=1/ })
    await without.close?.()

    process.env.PATH = folder
    await assertNewEngine(/espeak-ng cannot be started/)
    const program = join(folder, 'espeak-ng')
    await writeFile(program, '#!/bin/sh\necho "$*" >&2\nexit 1\n')
    await chmod(program, 0o755)
    await assertNewEngine(/code 1: -q --ipa=3 -v de --stdin/)
    await writeFile(program, "#!/bin/sh\necho ' h_ˈ_a_l_oː (\u200de\u200dn\u200d)v_ˈ_ɛ_l_t'\n")
    const speaking = openPiperEngine({ folder, processes: 1, espeak: true })
    const { alignment, warnings } = await speaking.speak(
      { ...say('Hallo Welt.'), voice: 'de_DE-tiny-low' },
      neverAborted,
    )
    assert.deepEqual(warnings, [])
    const { startSamples, endSamples } = alignment!
    assert.ok(
      startSamples[0]! < endSamples[4]! && endSamples[4]! <= startSamples[6]! && startSamples[6]! < endSamples[9]!,
    )
    await speaking.close?.()
  })

  async function assertNewEngine(message: RegExp): Promise<void> {
    const another = openPiperEngine({ folder, processes: 1, espeak: true })
    const speaking = another.speak({ ...say('Hallo Welt.'), voice: 'de_DE-tiny-low' }, neverAborted)
    await assert.rejects(speaking, { code: 'engine_failed', message })
    await another.close?.()
  }

  async function names(): Promise<string[]> {
    return (await engine.voices()).map(({ name }) => name)
  }

  async function soundOf(voice: string): Promise<Int16Array> {
    return (await engine.speak({ ...say('Hello there.'), voice }, neverAborted)).track.samples
  }
})

function say(text: string): Utterance {
  return { text, phonemes: [], voice: 'en_US-tiny-low', language: 'en', settings: {} }
}
