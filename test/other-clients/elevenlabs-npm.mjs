// The client of npm before it moved to a scope of its own.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const { ElevenLabsClient } = createRequire(`${process.env.CLIENT_FOLDER}/`)('elevenlabs')
const client = new ElevenLabsClient({ baseUrl: process.env.LECTERN_URL, apiKey: 'any' })

const pieces = []
for await (const piece of await client.generate({ voice: 'Rachel', text: 'Hello there.' })) pieces.push(piece)
assert.ok(Buffer.concat(pieces).length > 1_000)
assert.equal((await client.voices.get('hpp4J3VqNfWAUOO0d1Us')).name, 'Bella')
assert.deepEqual((await client.voices.getShared()).voices, [])
assert.equal((await client.user.getSubscription()).tier, 'pro')
