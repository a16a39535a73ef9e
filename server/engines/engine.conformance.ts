import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { StudioError } from '#server/base/errors.ts'
import { defaultVoiceSettings, type Engine, type Take, type Utterance, type VoiceSettings } from './engine.ts'

interface Promises {
  /** The same utterance gives the same samples, each time and on each machine. */
  isDeterministic: boolean
}

const sentence = 'It was dark, and the rain fell in torrents.'
const difficultTexts = {
  'white space at both ends': ' \n The rain fell.\t \u00a0',
  'nothing but punctuation': '* * * — … !?',
  'nothing but white space': ' \n ',
  'nothing at all': '',
  'emoji, also joined ones': 'Well done 👍🏽 and 👩‍👩‍👧!',
  'only an emoji': '🎉',
  'other scripts': 'She said Привет, 你好 and שלום to us.',
  'half a surrogate pair': 'A broken \ud83d letter.',
  'curly quotes and dashes': '“Don’t,” he said—‘never’ … again.',
  'accents and ligatures': 'The naïve ﬁancé ate a jalapeño in Łódź.',
  'numbers and signs': 'It cost $3.50 (or 3,5 €) at 10:30 p.m. on 12/07/1813 & nobody paid 100%.',
  'markup and odd characters': '<p>a & b</p> \\n {{x}} \u0000 \u0007 -voice "--help"',
  'lines and blank lines': 'One.\n\nTwo.\r\n\r\n\r\nThree\n',
  'a very long word': `${'antidisestablishmentarianism'.repeat(6)} ends.`,
}

/** The promises that every engine keeps, as tests. The engine is opened once and closed at the end. */
export function describeEngine(open: () => Engine | Promise<Engine>, { isDeterministic }: Promises): void {
  describe('as every engine, it', () => {
    let engine: Engine
    before(async () => {
      engine = await open()
    })
    after(() => engine.close?.())

    test('says who it is and whose voices it has', async () => {
      assert.match(engine.id, /^[a-z][a-z0-9]*$/)
      assert.ok(Number.isInteger(engine.version) && engine.version >= 1)
      const voices = await engine.voices()
      assert.ok(voices.length > 0)
      assert.equal(new Set(voices.map((voice) => voice.name)).size, voices.length, 'two voices have one name')
      for (const voice of voices) {
        assert.match(voice.name, /^[A-Za-z0-9][\w-]*$/)
        assert.ok(voice.title && voice.description)
        assert.ok(engine.languages.includes(voice.language))
      }
    })

    test('speaks, with each voice in its own way', async () => {
      const voices = (await engine.voices()).slice(0, 4)
      const sounds = new Set<string>()
      for (const { name } of voices) {
        const take = await speak(engine, { voice: name })
        assert.ok(take.track.sampleRate >= 8000)
        assert.ok(take.track.samples.some((sample) => Math.abs(sample) > 1000))
        assert.deepEqual(take.warnings, [])
        sounds.add(Buffer.from(take.track.samples.buffer).toString('base64'))
      }
      assert.equal(sounds.size, voices.length)
    })

    test('tells when each letter is heard, if it has times at all', async () => {
      const take = await speak(engine, {})
      assertAlignment(engine, take, sentence)
    })

    for (const [what, text] of Object.entries(difficultTexts)) {
      test(`takes ${what}, and warns of letters that it leaves out`, async () => {
        const take = await speak(engine, { text })
        assertAlignment(engine, take, text)
      })
    }

    test('speaks at a speed out of its reach as near as it can, with a warning', async () => {
      for (const speed of [99, 0.001]) {
        const take = await speak(engine, { settings: { speed } })
        assert.ok(take.warnings.length > 0)
        assert.ok(take.track.samples.length > 0)
      }
    })

    test('is faster at a higher speed, if it honours speed', async () => {
      const [slow, fast] = [await speak(engine, {}), await speak(engine, { settings: { speed: 1.2 } })]
      if (engine.honours.includes('speed')) assert.ok(fast.track.samples.length < 0.95 * slow.track.samples.length)
      else if (isDeterministic) assert.deepEqual(fast.track, slow.track)
    })

    test('warns of a setting that it does not honour only when it was given and differs from the default', async () => {
      const given: VoiceSettings = {
        stability: 0.9,
        similarityBoost: 0.1,
        style: 1,
        useSpeakerBoost: false,
        speed: 1.1,
      }
      for (const [name, value] of Object.entries(given)) {
        const isHonoured = engine.honours.includes(name as keyof VoiceSettings)
        const take = await speak(engine, { settings: { [name]: value } })
        assert.deepEqual(codesOf(take), isHonoured ? [] : ['setting_ignored'], name)
      }
      assert.deepEqual(codesOf(await speak(engine, { settings: defaultVoiceSettings })), [])
    })

    test('takes phonemes in both alphabets or warns, and warns of phonemes that do not exist', async () => {
      const given = { ipa: 'təˈmeɪtoʊ', 'cmu-arpabet': 'T AH0 M EY1 T OW2' }
      for (const alphabet of ['ipa', 'cmu-arpabet'] as const) {
        const text = 'The tomato’s red.'
        const place = { start: 4, end: 10, alphabet }
        const take = await speak(engine, { text, phonemes: [{ ...place, phonemes: given[alphabet] }] })
        assertAlignment(engine, take, text)
        assert.ok(codesOf(take).every((code) => code === 'phonemes_ignored'))
        const unknown = await speak(engine, { text, phonemes: [{ ...place, phonemes: '@@ 99' }] })
        assert.deepEqual(codesOf(unknown), ['phonemes_ignored'])
      }
    })

    test('refuses a voice that it does not have', async () => {
      await assert.rejects(speak(engine, { voice: 'nobody' }), isStudioError('voice_not_found', /nobody/))
    })

    test('takes a text as long as its limit and refuses a longer one', async () => {
      const tooLong = 'All is well. '.repeat(Math.ceil(engine.limits.characters / 13) + 1)
      await speak(engine, { text: tooLong.slice(0, engine.limits.characters) })
      await assert.rejects(speak(engine, { text: tooLong }), isStudioError('text_too_long', /All is well/))
    })

    test('stops when it is told to, before or amidst an utterance, and speaks the next', async () => {
      const reason = new Error('enough')
      await assert.rejects(speak(engine, {}, AbortSignal.abort(reason)), reason)
      const stop = new AbortController()
      const stopped = assert.rejects(speak(engine, {}, stop.signal), reason)
      const other = speak(engine, {})
      stop.abort(reason)
      await stopped
      assert.ok((await other).track.samples.length > 0)
      assert.ok((await speak(engine, {})).track.samples.length > 0)
    })

    test('speaks several utterances at once without mixing them up', async () => {
      const texts = ['One.', 'Two birds and a stone.', 'Three.', 'There were four of them in the boat that night.']
      const takes = await Promise.all(texts.map((text) => speak(engine, { text })))
      takes.forEach((take, index) => {
        assertAlignment(engine, take, texts[index]!)
      })
      const lengths = takes.map((take) => take.track.samples.length)
      assert.ok(Math.max(lengths[0]!, lengths[2]!) < lengths[1]! && lengths[1]! < lengths[3]!)
    })

    test('gives the same sound for the same utterance', { skip: !isDeterministic }, async () => {
      assert.deepEqual(await speak(engine, {}), await speak(engine, {}))
    })

    test('can be closed twice', async () => {
      const another = await open()
      await speak(another, { text: 'Yes.' })
      await another.close?.()
      await another.close?.()
    })
  })
}

async function speak(engine: Engine, part: Partial<Utterance>, signal = new AbortController().signal): Promise<Take> {
  const [voice] = await engine.voices()
  const utterance = { text: sentence, phonemes: [], voice: voice!.name, language: voice!.language, settings: {} }
  return engine.speak({ ...utterance, seed: 1, ...part }, signal)
}

/** As long as the text, starts in order, ends after starts and inside the track; each letter is heard or warned of. */
function assertAlignment(engine: Engine, { track, alignment, warnings }: Take, text: string): void {
  assert.equal(alignment !== undefined, engine.hasTimes)
  if (!alignment) return
  const { startSamples, endSamples } = alignment
  assert.deepEqual([startSamples.length, endSamples.length], [text.length, text.length])
  let latestStart = 0
  for (let index = 0; index < text.length; index++) {
    assert.ok(startSamples[index]! >= latestStart, `character ${index} starts before the one ahead of it`)
    assert.ok(endSamples[index]! >= startSamples[index]!, `character ${index} ends before it starts`)
    assert.ok(endSamples[index]! <= track.samples.length, `character ${index} ends after the track`)
    latestStart = startSamples[index]!
  }
  const isUnheard = (index: number) => /[\p{L}\p{N}]/u.test(text[index]!) && startSamples[index] === endSamples[index]
  const unheard = [...Array(text.length).keys()].filter(isUnheard)
  const isWarned = warnings.some((warning) => warning.code === 'character_ignored')
  assert.ok(unheard.length === 0 || isWarned, `not heard and not warned of: ${unheard.map((index) => text[index])}`)
}

function codesOf(take: Take): string[] {
  return take.warnings.map((warning) => warning.code)
}

function isStudioError(code: string, message: RegExp): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof StudioError && thrown.code === code && message.test(thrown.message)
}
