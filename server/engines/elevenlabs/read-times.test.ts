import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeSpeech } from '../remote/fake-service.test-kit.ts'
import { readTimes, type ToldTimes } from './read-times.ts'

const text = 'It rained.'
const track = fakeSpeech(text, 'anna')

test('times of code points become times of UTF-16 units', () => {
  const text = 'A 👍 b'
  const told = timesOf(['A', ' ', '👍', ' ', 'b'], 0.1)
  const { startSamples, endSamples, source } = readTimes(told, text, fakeSpeech(text, 'anna'))!
  assert.deepEqual([...startSamples], [0, 2400, 4800, 4800, 7200, 9600])
  assert.deepEqual([...endSamples], [2400, 4800, 7200, 7200, 9600, 12_000])
  assert.equal(source, 'native')
})

test('however the service splits the text, the times are those of the text', () => {
  const whole = readTimes(timesOf([...text], 0.05), text, track)!
  const inWords = readTimes(timesOf(['It', ' ', 'rained', '.'], 0.05), text, track)!
  assert.deepEqual(
    [...whole.startSamples],
    [...text].map((_, index) => index * 1200),
  )
  assert.deepEqual([...inWords.startSamples.subarray(0, 4)], [0, 0, 1200, 2400])
})

test('what the service left out at the ends, or wrote in another way, keeps its place', () => {
  const trimmed = readTimes(timesOf([...text], 0.05), ` \n${text} `, track)!
  assert.deepEqual([...trimmed.startSamples.subarray(0, 4)], [0, 0, 0, 1200])
  assert.equal(trimmed.endSamples.at(-1), 12_000)
  const changed = readTimes(timesOf([...'IT rained'], 0.05), 'It, rained!', track)!
  assert.deepEqual([...changed.startSamples], [0, 1200, 2400, 2400, 3600, 4800, 6000, 7200, 8400, 9600, 10_800])
})

test('tags that the service tells times of are no text', () => {
  const tagged = ['I', 't', ' ', ...'<phoneme alphabet="ipa" ph="reɪnd">', ...'rained', ...'</phoneme>', '.']
  const told = timesOf(tagged, 0.01)
  const { startSamples } = readTimes(told, text, track)!
  assert.deepEqual([...startSamples.subarray(0, 4)], [0, 240, 480, tagged.indexOf('r', 38) * 240])
})

test('small disorders are put right', () => {
  const told = timesOf([...text], 0.05)
  told.character_start_times_seconds[3] = 0.08
  told.character_end_times_seconds[4] = 0.19
  told.character_end_times_seconds[9] = track.samples.length / track.sampleRate + 0.03
  const { startSamples, endSamples } = readTimes(told, text, track)!
  assert.equal(startSamples[3], 2400)
  assert.equal(endSamples[4], startSamples[4])
  assert.equal(endSamples[9], track.samples.length)
})

const lies: Record<string, (told: ToldTimes) => void> = {
  'no characters': (told) => told.characters.splice(0),
  'too few times': (told) => told.character_end_times_seconds.splice(5),
  'times that go back': (told) => told.character_start_times_seconds.reverse(),
  'no numbers': (told) => told.character_start_times_seconds.fill(null),
  'words for numbers': (told) => told.character_start_times_seconds.fill('0.1'),
  'times longer than the sound': (told) => {
    told.character_end_times_seconds = told.character_end_times_seconds.map((seconds) => Number(seconds) * 10)
  },
  'another text': (told) => {
    told.characters = [...'qxqxqxqxqx']
  },
}

for (const [what, lie] of Object.entries(lies)) {
  test(`${what}: such times are not believed`, () => {
    const told = timesOf([...text], 0.05)
    assert.ok(readTimes(told, text, track))
    lie(told)
    assert.equal(readTimes(told, text, track), undefined)
  })
}

/** One after the other from 0 s, each as long. */
function timesOf(characters: string[], seconds: number): ToldTimes {
  return {
    characters,
    character_start_times_seconds: characters.map((_, index) => index * seconds),
    character_end_times_seconds: characters.map((_, index) => (index + 1) * seconds),
  }
}
