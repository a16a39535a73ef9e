import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chapterPath, openTestStudio, type TestChapter, type TestStudio } from './studio.ts'

test('attaching a dictionary makes stale exactly the paragraphs whose spoken text changes', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['Mr Bennet spoke.', 'Rain fell.', 'The Bennets slept.'])
  await studio.convert(chapter)
  const id = await addDictionary(studio, [alias('Bennet', 'Benn it')])

  await attach(studio, chapter, [{ pronunciation_dictionary_id: id }])
  assert.deepEqual(await paragraphs(studio, chapter), { converted: 2, unconverted: 1 })
  await studio.convert(chapter)
  assert.deepEqual(studio.spoken().slice(3), ['Mr Benn it spoke.'])

  const { character_alignments: blocks } = await studio.latestSnapshot(chapter)
  assert.equal(blocks[0].characters.join(''), 'Mr Bennet spoke.')

  await attach(studio, chapter, [])
  assert.deepEqual(
    await paragraphs(studio, chapter),
    { converted: 3, unconverted: 0 },
    'the first takes are still there',
  )
})

test('proof: a new version counts at once where the latest is meant, and not where a version is pinned', async () => {
  await using studio = await openTestStudio()
  const latest = await studio.addChapter(['Rain fell.'])
  const pinned = await studio.addChapter(['Rain fell.'])
  const id = await addDictionary(studio, [alias('Snow', 'Sleet')])
  const { body } = await studio.api.get(`/v1/pronunciation-dictionaries/${id}`)
  await attach(studio, latest, [{ pronunciation_dictionary_id: id }])
  await attach(studio, pinned, [{ pronunciation_dictionary_id: id, version_id: body.latest_version_id }])
  await studio.convert(latest)

  await studio.api.post(`/v1/pronunciation-dictionaries/${id}/add-rules`, { rules: [alias('Rain', 'Hail')] })
  assert.deepEqual(await paragraphs(studio, latest), { converted: 0, unconverted: 1 })
  assert.deepEqual(await paragraphs(studio, pinned), { converted: 1, unconverted: 0 })
})

test('a dictionary comes in as PLS and goes out as PLS', async () => {
  await using studio = await openTestStudio()
  const pls = `<?xml version="1.0"?><lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-GB">
    <lexeme><grapheme>HTTP</grapheme><alias>H T T P</alias></lexeme></lexicon>`
  const file = new File([pls], 'rules.pls', { type: 'text/xml' })
  const { body } = await studio.api.form('/v1/pronunciation-dictionaries/add-from-file', { name: 'Letters', file })
  assert.equal(body.version_rules_num, 1)
  const download = `/v1/pronunciation-dictionaries/${body.id}/${body.version_id}/download`
  const { bytes, headers } = await studio.api.bytes(download, { method: 'GET' })
  assert.match(headers.get('content-disposition')!, /Letters\.pls/)
  assert.match(bytes.toString(), /<alias>H T T P<\/alias>/)
})

test('text-to-speech follows the dictionaries of its request', async () => {
  await using studio = await openTestStudio()
  const id = await addDictionary(studio, [alias('Dr', 'Doctor')])
  const { body } = await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', {
    text: 'Dr Who',
    pronunciation_dictionary_locators: [{ pronunciation_dictionary_id: id }],
  })
  assert.equal(body.alignment.characters.join(''), 'Dr Who')
  assert.equal(body.normalized_alignment.characters.join(''), 'Doctor Who')
  assert.deepEqual(body.alignment.character_end_times_seconds.slice(1, 3), [0.3, 0.35])
})

function alias(string_to_replace: string, said: string) {
  return { type: 'alias', string_to_replace, alias: said }
}

async function addDictionary(studio: TestStudio, rules: object[]): Promise<string> {
  const { body } = await studio.api.post('/v1/pronunciation-dictionaries/add-from-rules', { name: 'Rules', rules })
  return body.id
}

async function attach(studio: TestStudio, { projectId }: TestChapter, locators: object[]): Promise<void> {
  const path = `/v1/studio/projects/${projectId}/pronunciation-dictionaries`
  await studio.api.post(path, { pronunciation_dictionary_locators: locators })
  const { body } = await studio.api.get(`/v1/studio/projects/${projectId}`)
  assert.equal(body.pronunciation_dictionary_versions.length, locators.length)
}

async function paragraphs(studio: TestStudio, chapter: TestChapter) {
  const { body } = await studio.api.get(chapterPath(chapter))
  const { paragraphs_converted: converted, paragraphs_unconverted: unconverted } = body.statistics
  return { converted, unconverted }
}

test('a file that is no dictionary, or too much of one, is refused in words, and nothing of it is kept', async () => {
  await using studio = await openTestStudio()
  const many = `<lexicon><lexeme>${'<grapheme>a</grapheme>'.repeat(200_000)}<alias>b</alias></lexeme></lexicon>`
  for (const [text, code] of [
    [many, 'pronunciation_dictionary_too_large'],
    ['<lexicon>', 'pronunciation_dictionary_broken'],
  ] as const) {
    const file = new File([text], 'rules.pls')
    const { body } = await studio.api.form('/v1/pronunciation-dictionaries/add-from-file', { name: 'x', file }, 400)
    assert.equal(body.detail.code, code)
  }
  assert.deepEqual(await Array.fromAsync(studio.studio.files.list('uploads/')), [])
})
