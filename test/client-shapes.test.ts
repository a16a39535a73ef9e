import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStudio } from './studio.ts'

// What programs of others read without asking whether it is there.

test('keys that may be left out are there, and the tier is one that clients know', async () => {
  await using studio = await openTestStudio()
  const { subscription, ...user } = (await studio.api.get('/v1/user')).body
  const extended = (await studio.api.get('/v1/user/subscription')).body
  for (const one of [subscription, extended]) {
    assert.equal(one.character_refresh_period, null)
    // Some clients take no null here.
    assert.deepEqual([one.max_voice_add_edits, one.currency, one.billing_period], [0, 'usd', 'monthly_period'])
    assert.ok(one.next_character_count_reset_unix > Date.now() / 1000)
  }
  assert.deepEqual([extended.next_invoice, extended.pending_change], [null, null])
  assert.deepEqual([user.first_name, user.subscription_extras, user.xi_api_key], [null, null, ''])
  assert.equal(extended.tier, 'pro')
})

test('a voice tells the states of its fine tuning: none', async () => {
  await using studio = await openTestStudio()
  const { fine_tuning: tuning } = (await studio.api.get('/v1/voices/tone-a')).body
  assert.deepEqual([tuning.state, tuning.is_allowed_to_fine_tune], [{}, false])
})

test('models that came after this server are taken, and English is the first language of a model', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_ENGINES: 'tone' } })
  const body = { text: 'Hello.', model_id: 'eleven_v4' }
  await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', body)
  await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', { ...body, model_id: 'eleven_ttv_v3' }, 404)
})

test('Opus is told as the hosted service tells it', async () => {
  await using studio = await openTestStudio()
  const body = JSON.stringify({ text: 'Hello.' })
  const request = { headers: { 'content-type': 'application/json' }, body }
  for (const path of ['', '/stream']) {
    const url = `/v1/text-to-speech/tone-a${path}?output_format=opus_48000_32`
    assert.equal((await studio.api.bytes(url, request)).headers.get('content-type'), 'audio/opus')
  }
})
