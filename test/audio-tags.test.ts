import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chapterPath, openTestStudio } from './studio.ts'

test('directions in brackets are not spoken in a dialogue and by models that know them; others say the words', async () => {
  await using studio = await openTestStudio()
  const inputs = [{ text: '[giggling]Knock knock.', voice_id: 'tone-a' }]
  const dialogue = await studio.api.post('/v1/text-to-dialogue/with-timestamps', { inputs })
  assert.equal(dialogue.body.normalized_alignment.characters.join(''), 'Knock knock.')
  assert.equal(dialogue.headers.get('lectern-warnings'), 'audio_tag_ignored')

  const speak = (text: string, model_id?: string) =>
    studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', { text, model_id })
  const directed = await speak('Wait. [pause]Now.', 'eleven_v3')
  assert.equal(directed.body.alignment.characters.join(''), 'Wait. Now.')
  assert.equal(directed.body.alignment.character_start_times_seconds.at(-4), 0.3 + 1)
  assert.equal(directed.headers.get('lectern-warnings'), null)
  const plain = await speak('[sic] Wait.')
  assert.equal(plain.body.alignment.characters.join(''), '[sic] Wait.')
  const refused = await studio.api.post('/v1/text-to-dialogue', { inputs: [{ ...inputs[0], text: '[sighs]' }] }, 400)
  assert.equal(refused.body.detail.code, 'empty_text')
})

test('a wrapper of SSML is not spelled out, whatever the model', async () => {
  await using studio = await openTestStudio()
  const body = { text: '<speak><prosody rate="slow">Rain fell.</prosody></speak>' }
  const { bytes, headers } = await studio.api.bytes('/v1/text-to-speech/tone-a?output_format=pcm_44100', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.equal(bytes.length, 'Rain fell.'.length * 2_205 * 2)
  assert.equal(headers.get('lectern-warnings'), 'tag_ignored')
})

test('a project of such a model leaves directions out, and tells which', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['[whispers]It was dark.'], { default_model_id: 'eleven_v3' })
  await studio.convert(chapter)
  assert.deepEqual(studio.spoken(), ['It was dark.'])
  const { warnings } = (await studio.api.get(`/lectern${chapterPath(chapter).replace('/studio', '')}/warnings`)).body
  assert.equal(warnings[0].code, 'audio_tag_ignored')
  assert.match(warnings[0].message, /\[whispers\]/)
})
