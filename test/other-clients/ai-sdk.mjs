// Vercel's AI SDK: generateSpeech with its own defaults, and in Opus.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const { createElevenLabs } = createRequire(`${process.env.CLIENT_FOLDER}/`)('@ai-sdk/elevenlabs')
const { LECTERN_URL } = process.env
/** It has no setting for its address. */
const ask = (url, request) => fetch(String(url).replace('https://api.elevenlabs.io', LECTERN_URL), request)
const speech = createElevenLabs({ apiKey: 'any', fetch: ask }).speech('eleven_multilingual_v2')

for (const outputFormat of [undefined, 'pcm_24000', 'opus_48000_64']) {
  const { audio, warnings } = await speech.doGenerate({ text: 'Hello there.', outputFormat })
  assert.ok(audio.length > 1_000)
  assert.deepEqual(warnings, [])
}
