import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { describeEngine } from '../engine.conformance.ts'
import type { Take, Utterance } from '../engine.ts'
import { leadSeconds, tailSeconds } from '../silent-edges.ts'
import { openFliteEngine } from './flite-engine.ts'
import { fliteVoices } from './voices.ts'

describeEngine(() => openFliteEngine({ threads: 2 }), { isDeterministic: true })

const engine = openFliteEngine({ threads: 2 })
after(() => engine.close?.())
const neverAborted = new AbortController().signal
const paragraph =
  'It was the best of times, it was the worst of times; and Dr. Brown, who paid $3.50 in 1859, had no answer. ' +
  '“Well — don’t you see?” asked the café’s owner. He shook his head, and then, at 10:30 p.m., he went home.'

test('every word of a paragraph has its time, in order, from the first sound to the last', async () => {
  const { track, alignment } = await engine.speak(say(paragraph), neverAborted)
  const words = [...paragraph.matchAll(/[\p{L}\p{N}$][^\s—,;.?”]*/gu)].map(({ index, 0: text }) => ({
    text,
    startSeconds: alignment!.startSamples[index]! / track.sampleRate,
    endSeconds: alignment!.endSamples[index + text.length - 1]! / track.sampleRate,
  }))
  for (const [index, word] of words.entries()) {
    assert.ok(word.endSeconds - word.startSeconds > 0.02, `${word.text} is too short`)
    assert.ok(index === 0 || word.startSeconds >= words[index - 1]!.endSeconds, `${word.text} begins too early`)
  }
  assert.equal(words[0]!.startSeconds, leadSeconds)
  assert.equal(words.at(-1)!.endSeconds, track.samples.length / track.sampleRate - tailSeconds)
  assert.equal(alignment!.source, 'native')
})

test('proof: where a comma or a full stop is, there is silence in the sound, with each voice', async () => {
  const text = 'Nobody was there, so we went on. All of them had gone, they said, to the sea. It was late.'
  for (const { name } of fliteVoices) {
    const take = await engine.speak({ ...say(text), voice: name }, neverAborted)
    const { startSamples, endSamples } = take.alignment!
    const pauses = [...text.matchAll(/[,.] /g)].map(
      ({ index }) => [startSamples[index]!, endSamples[index + 1]!] as const,
    )
    for (const [start, end] of pauses) {
      assert.ok(end - start > 0.06 * 16_000, `${name}: the pause of ${end - start} samples is too short`)
      const [middle, whole] = [loudest(take, start + 500, end - 500), loudest(take, 0, take.track.samples.length)]
      assert.ok(middle < 0.03 * whole, `${name}: the pause is not silent`)
    }
  }
})

test('the edges are silent, and no voice is clipped', async () => {
  for (const { name } of fliteVoices) {
    const take = await engine.speak({ ...say('Too much, too soon!'), voice: name }, neverAborted)
    const { length } = take.track.samples
    const peak = loudest(take, 0, length)
    assert.ok(loudest(take, 0, 0.03 * 16_000) < 0.02 * peak, `${name}: the beginning is not silent`)
    assert.ok(loudest(take, length - 0.05 * 16_000, length) < 0.02 * peak, `${name}: the end is not silent`)
    assert.ok(peak <= 32_000)
  }
})

test('proof: speed changes the length of the speech in proportion', async () => {
  for (const voice of ['slt', 'kal16']) {
    const [plain, slow] = await Promise.all(
      [1, 0.5].map((speed) => speechSeconds({ ...say(paragraph), voice, settings: { speed } })),
    )
    assert.ok(Math.abs(slow! / plain! - 2) < 0.1, `${voice}: ${slow} is not twice ${plain}`)
  }
})

test('a speed out of reach is named with what was taken instead', async () => {
  const { warnings } = await engine.speak({ ...say('Hello.'), settings: { speed: 9 } }, neverAborted)
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['setting_out_of_range'],
  )
  assert.match(warnings[0]!.message, /took 2 instead of 9/)
})

test('what it cannot say is left out with a warning that names it', async () => {
  const { warnings } = await engine.speak(say('She said Привет to 你 and me.'), neverAborted)
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['character_ignored'],
  )
  assert.match(warnings[0]!.message, /Привет.*你/)
})

test('given phonemes are said, and the word keeps its place in the text', async () => {
  const text = 'We say tomato here.'
  const given = {
    start: 7,
    end: 13,
    alphabet: 'cmu-arpabet' as const,
    phonemes: 'B R IH1 NG DH AH0 B OW1 T S HH OW1 M',
  }
  const take = await engine.speak({ ...say(text), phonemes: [given] }, neverAborted)
  const plain = await engine.speak(say(text), neverAborted)
  assert.deepEqual(take.warnings, [])
  assert.ok(wordSeconds(take, 7, 13) > wordSeconds(plain, 7, 13) + 0.2)
  assert.ok(Math.abs(wordSeconds(take, 0, 2) - wordSeconds(plain, 0, 2)) < 0.05)
  assert.ok(Math.abs(wordSeconds(take, 14, 18) - wordSeconds(plain, 14, 18)) < 0.05)
})

test('the two alphabets sound the same, and no phonemes are taken for others', async () => {
  const speakIt = async (alphabet: 'ipa' | 'cmu-arpabet', phonemes: string) => {
    const utterance = { ...say('Tomato.'), phonemes: [{ start: 0, end: 6, alphabet, phonemes }] }
    return (await engine.speak(utterance, neverAborted)).track
  }
  const arpabet = await speakIt('cmu-arpabet', 'T AH0 M EY1 T OW0')
  assert.deepEqual(await speakIt('ipa', 'təˈmeɪtoʊ'), arpabet)
  assert.notDeepEqual(await speakIt('ipa', 'təˈmɑːtəʊ'), arpabet)
})

test('an utterance whose thread dies twice fails by its words, and the next is spoken', async () => {
  const dying = openFliteEngine({ threads: 1, threadScript: threadThat("if (text === 'Die now.') process.exit(1)") })
  await assert.rejects(dying.speak(say('Die now.'), neverAborted), { code: 'engine_failed', message: /"Die now\."/ })
  assert.equal((await dying.speak(say('Live.'), neverAborted)).track.samples.length, 10)
  await dying.close?.()
})

test('an utterance whose thread dies once is spoken by the next thread', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-'))
  const death = JSON.stringify(join(folder.path, 'death'))
  const dieOnce = `if (!existsSync(${death})) { writeFileSync(${death}, ''); process.exit(1) }`
  const dying = openFliteEngine({ threads: 1, threadScript: threadThat(dieOnce) })
  assert.equal((await dying.speak(say('Live.'), neverAborted)).track.samples.length, 10)
  await dying.close?.()
})

function say(text: string): Utterance {
  return { text, phonemes: [], voice: 'slt', language: 'en', settings: {} }
}

/** Without the silence at the edges. */
async function speechSeconds(utterance: Utterance): Promise<number> {
  const { track } = await engine.speak(utterance, neverAborted)
  return track.samples.length / track.sampleRate - leadSeconds - tailSeconds
}

function wordSeconds({ track, alignment }: Take, start: number, end: number): number {
  return (alignment!.endSamples[end - 1]! - alignment!.startSamples[start]!) / track.sampleRate
}

function loudest({ track }: Take, start: number, end: number): number {
  return track.samples.subarray(start, end).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
}

/** A thread that does something and then answers with ten samples. */
function threadThat(does: string): URL {
  const script = `
    import { existsSync, writeFileSync } from 'node:fs'
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ text }) => {
      ${does}
      const times = { startSamples: new Uint32Array(text.length), endSamples: new Uint32Array(text.length) }
      parentPort.postMessage({ result: { samples: new Int16Array(10), sampleRate: 16000, ...times } })
    })`
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`)
}
