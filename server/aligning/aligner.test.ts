import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { resample } from '#server/audio/resample.ts'
import { aNoise } from '#server/audio/samples.test-kit.ts'
import type { Track } from '#server/audio/track.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { leadSeconds, tailSeconds } from '#server/engines/silent-edges.ts'
import { assertInOrder, listErrors, neverAborted, rememberReferenceVoices, say } from './aligner.test-kit.ts'
import { openAligner } from './aligner.ts'
import { findWords } from './words.ts'

// The takes are flite's robotic voice, which is no reference: its own times are the truth.

const flite = openFliteEngine({ threads: 2 })
const aligner = openAligner({ references: rememberReferenceVoices(), engines: { list: () => [flite] }, threads: 2 })
after(() => aligner[Symbol.asyncDispose]())
after(() => flite.close?.())

const text =
  'Old Marley was as dead as a door-nail. “Mind!” he said; I might have been inclined, myself, to regard a coffin-nail ' +
  'as the deadest piece of ironmongery in the trade.'
const take = await flite.speak(say(text), neverAborted)
const { sampleRate } = take.track

test('words are found where flite says that they are', async () => {
  const found = await align(take.track)
  assert.equal(found.source, 'dtw')
  assertInOrder(found, text, take.track)
  const errors = listErrors(text, found, take.alignment!, [sampleRate, sampleRate])
  assert.ok(errors[errors.length >> 1]! < 0.025, `the middle error is ${errors[errors.length >> 1]} s`)
  assert.ok(errors.at(-1)! < 0.25, `the largest error is ${errors.at(-1)} s`)
})

test('every letter has some time, and the silence at the edges belongs to none', async () => {
  const { startSamples, endSamples } = await align(take.track)
  for (const { start, end } of findWords(text)) {
    for (let index = start; index < end; index++) assert.ok(endSamples[index]! > startSamples[index]!, text[index])
  }
  const last = text.length - 2
  assert.ok(startSamples[0]! >= (leadSeconds - 0.02) * sampleRate)
  assert.ok(endSamples[last]! <= take.track.samples.length - (tailSeconds - 0.02) * sampleRate)
})

test('proof: the rate of the samples makes no difference', async () => {
  for (const other of [8_000, 48_000]) {
    const track = { samples: resample(take.track, other), sampleRate: other }
    const found = await align(track)
    assert.equal(found.source, 'dtw', `${other} Hz`)
    const errors = listErrors(text, found, take.alignment!, [other, sampleRate])
    assert.ok(errors[errors.length >> 1]! < 0.03, `${other} Hz: the middle error is ${errors[errors.length >> 1]} s`)
  }
})

test('proof: speech at half and at double speed is found too', async () => {
  for (const speed of [0.5, 2]) {
    const utterance = say(text, { settings: { speed } })
    const { track, alignment } = await flite.speak(utterance, neverAborted)
    const found = await aligner.align('other', utterance, track, neverAborted)
    assert.equal(found.source, 'dtw', `speed ${speed}`)
    const errors = listErrors(text, found, alignment!, [sampleRate, sampleRate])
    assert.ok(errors[errors.length >> 1]! < 0.05, `speed ${speed}: the middle error is ${errors[errors.length >> 1]} s`)
  }
})

test('proof: a take that does not say the text has estimated times', async () => {
  const { samples } = take.track
  const faulty: Record<string, Int16Array> = {
    silence: new Int16Array(samples.length),
    'no sound': new Int16Array(0),
    noise: aNoise(samples.length),
    'half of the text': samples.subarray(0, samples.length / 2),
    'ten times as long': repeat(samples, 10),
    'ten times too short': samples.subarray(0, samples.length / 10),
    backwards: samples.toReversed(),
    'one sample': new Int16Array([30_000]),
  }
  for (const [what, wrong] of Object.entries(faulty)) {
    const track = { samples: wrong, sampleRate }
    const found = await align(track)
    assert.equal(found.source, 'estimated', what)
    assertInOrder(found, text, track)
  }
})

test('proof: texts that have no words, or one endless one, or other letters, get times too', async () => {
  for (const odd of [
    '',
    ' ',
    '…!',
    '🎉',
    'a'.repeat(1_000),
    'Привет, 你好.',
    'Well — Привет, said she to all of us.',
  ]) {
    assertInOrder(await aligner.align('other', say(odd), take.track, neverAborted), odd, take.track)
  }
})

test('proof: a text longer than flite takes at once is read in pieces', async () => {
  const long = `${text} `.repeat(7)
  const track = { samples: repeat(take.track.samples, 7), sampleRate }
  const found = await aligner.align('other', say(long), track, neverAborted)
  assert.equal(found.source, 'dtw')
  const lastWord = long.lastIndexOf('trade')
  const right = take.alignment!.startSamples[text.indexOf('trade')]! + 6 * take.track.samples.length
  assert.ok(Math.abs(found.startSamples[lastWord]! - right) < 0.1 * sampleRate)
})

test('another language than the reference speaks has estimated times', async () => {
  const found = await aligner.align('other', say(text, { language: 'de' }), take.track, neverAborted)
  assert.equal(found.source, 'estimated')
})

test('aborting ends it with the reason, and the next take is aligned', async () => {
  const controller = new AbortController()
  const aborted = aligner.align(
    'other',
    say(text),
    { samples: repeat(take.track.samples, 2), sampleRate },
    controller.signal,
  )
  controller.abort(new Error('enough'))
  await assert.rejects(aborted, /enough/)
  assert.equal((await align(take.track)).source, 'dtw')
})

test('proof: where flite is not among the engines it is opened for the reference', async () => {
  await using alone = openAligner({ references: rememberReferenceVoices(), engines: { list: () => [] }, threads: 1 })
  assert.equal((await alone.align('other', say(text), take.track, neverAborted)).source, 'dtw')
})

test('when flite fails the times are estimated, and the take is not lost', async () => {
  const failing = { ...flite, speak: () => Promise.reject(new Error('no sound')) }
  const engines = { list: () => [failing] }
  await using without = openAligner({ references: rememberReferenceVoices(), engines, threads: 1 })
  assert.equal((await without.align('other', say(text), take.track, neverAborted)).source, 'estimated')
})

test('when the choices of references cannot be read it fails, so that the take is aligned at another try', async () => {
  const lost = { ...rememberReferenceVoices(), find: () => Promise.reject(new Error('connection lost')) }
  await using without = openAligner({ references: lost, engines: { list: () => [flite] }, threads: 1 })
  await assert.rejects(without.align('other', say(text), take.track, neverAborted), /connection lost/)
})

test('proof: a reference is chosen by a take that is long enough, and says the text', async () => {
  const references = rememberReferenceVoices()
  const voices = ['awb', 'rms']
  await using choosing = openAligner({ references, engines: { list: () => [flite] }, threads: 1, voices })
  const short = say('Mind!')
  const { track } = await flite.speak(short, neverAborted)
  await choosing.align('other', short, track, neverAborted)
  await choosing.align('other', say(text), { samples: aNoise(take.track.samples.length), sampleRate }, neverAborted)
  assert.equal(await references.find('other', 'kal16'), undefined)
  await choosing.align('other', say(text), take.track, neverAborted)
  assert.ok(voices.includes((await references.find('other', 'kal16'))!.voice))
})

function align(track: Track) {
  return aligner.align('other', say(text), track, neverAborted)
}

function repeat(samples: Int16Array, times: number): Int16Array {
  const repeated = new Int16Array(samples.length * times)
  for (let time = 0; time < times; time++) repeated.set(samples, time * samples.length)
  return repeated
}
