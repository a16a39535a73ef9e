import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Voice } from '../../client/types.ts'
import { firstVoices, isReady, type PodcastWish, readAddresses, toPodcastBody } from './podcast.ts'

const wish: PodcastWish = {
  ...{ addresses: '', text: '', mode: 'conversation', duration: 'short', language: '' },
  ...{ hostVoiceId: 'a', guestVoiceId: 'b', instructions: '' },
}

test('a podcast needs an address or a text, and no line that is neither', () => {
  assert.equal(isReady(wish), false)
  assert.equal(isReady({ ...wish, text: 'Rain.' }), true)
  assert.equal(isReady({ ...wish, addresses: 'https://sea.example/\n\n http://b.example' }), true)
  assert.equal(isReady({ ...wish, addresses: 'https://sea.example\nnot one' }), false)
  for (const line of ['javascript:alert(1)', 'ftp://sea.example', 'mailto:ada@sea.example', 'sea'])
    assert.deepEqual(readAddresses(line), { addresses: [], wrong: [line] })
  assert.deepEqual(readAddresses(' sea.example/a ').addresses, ['https://sea.example/a'])
})

test('what was filled in is what the server is asked for', () => {
  const body = toPodcastBody({
    ...wish,
    addresses: 'https://sea.example',
    text: 'Rain.',
    mode: 'bulletin',
    language: 'de',
  })
  assert.deepEqual(body.mode, { type: 'bulletin', bulletin: { host_voice_id: 'a' } })
  assert.deepEqual(body.source, [
    { type: 'url', url: 'https://sea.example/' },
    { type: 'text', text: 'Rain.' },
  ])
  assert.deepEqual([body.language, 'instructions_prompt' in body], ['de', false])
})

test('host and guest are told apart by their voices', () => {
  const voice = (voice_id: string, gender: string, language = 'en') =>
    ({ voice_id, labels: { gender, language } }) as unknown as Voice
  const voices = [voice('1', 'female'), voice('2', 'female'), voice('3', 'male', 'fr'), voice('4', 'male')]
  assert.deepEqual(firstVoices(voices), { hostVoiceId: '1', guestVoiceId: '4' })
  assert.deepEqual(firstVoices(voices.slice(0, 1)), { hostVoiceId: '1', guestVoiceId: '1' })
})
