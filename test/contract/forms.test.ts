import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type FormPart, normaliseForm } from '#contract/forms.ts'
import { CreateProjectForm, UpdateContentForm } from '#contract/project-forms.ts'

const locator = { pronunciation_dictionary_id: 'd1', version_id: 'v1' }
const latest = { pronunciation_dictionary_id: 'd2' }
const settings = { voice_id: 'kokoro-af_heart', stability: 0.3 }
const content = [{ name: 'One', blocks: [{ sub_type: 'h1', nodes: [node('Title')] }, { nodes: [node('Hello.')] }] }]

test('texts and words are taken as they are', () => {
  const form = readForm(
    ['name', 'Night train'],
    ['target_audience', 'young adult'],
    ['quality_preset', 'ultra_lossless'],
  )
  assert.equal(form.name, 'Night train')
  assert.equal(form.target_audience, 'young adult')
  assert.equal(form.quality_preset, 'ultra_lossless')
})

test('yes and no are read in the words of every client', () => {
  for (const yes of ['true', 'True', '1']) assert.equal(readForm(['auto_convert', yes]).auto_convert, true)
  for (const no of ['false', 'False', '0']) assert.equal(readForm(['auto_convert', no]).auto_convert, false)
  assert.deepEqual(refusedPlaces(['auto_convert', '2']), ['auto_convert'])
})

test('a list may be a part for each item, as the JavaScript client sends it', () => {
  const form = readForm(
    ['genres', 'Mystery'],
    ['genres', 'Rain, [wet]'],
    ['pronunciation_dictionary_locators', JSON.stringify(locator)],
    ['pronunciation_dictionary_locators', JSON.stringify(latest)],
    ['voice_settings', JSON.stringify(settings)],
  )
  assert.deepEqual(form.genres, ['Mystery', 'Rain, [wet]'])
  assert.deepEqual(form.pronunciation_dictionary_locators, [locator, latest])
  assert.deepEqual(form.voice_settings, [settings])
})

test('a list may be one JSON array whose items are JSON again, as the Python client sends it', () => {
  const form = readForm(
    ['genres', JSON.stringify(['Mystery', 'Rain'])],
    ['pronunciation_dictionary_locators', JSON.stringify([JSON.stringify(locator), JSON.stringify(latest)])],
    ['voice_settings', JSON.stringify([settings])],
  )
  assert.deepEqual(form.genres, ['Mystery', 'Rain'])
  assert.deepEqual(form.pronunciation_dictionary_locators, [locator, latest])
  assert.deepEqual(form.voice_settings, [settings])
})

test('a single genre that looks like JSON but is no list stays a text', () => {
  assert.deepEqual(readForm(['genres', '1984']).genres, ['1984'])
  assert.deepEqual(readForm(['genres', '[unfinished']).genres, ['[unfinished'])
  assert.deepEqual(readForm(['genres', '[]']).genres, [])
})

test('the text null means that nothing was set, except where a person may have written it', () => {
  const lists = ['genres', 'pronunciation_dictionary_locators', 'voice_settings']
  const others = ['language', 'auto_convert', 'from_content_json', 'callback_url']
  const form = readForm(...[...lists, ...others].map((name): [string, string] => [name, 'null']), ['title', 'null'])
  assert.deepEqual(form, { ...readForm(), title: 'null' })
})

test('an empty field, as browsers send it, is not set', () => {
  assert.deepEqual(readForm(['language', ''], ['from_url', ''], ['title', '']), readForm())
  assert.deepEqual(refusedPlaces(['name', '']), ['name'])
})

test('content is JSON in a text', () => {
  assert.deepEqual(readForm(['from_content_json', JSON.stringify(content)]).from_content_json, content)
})

test('content that is no JSON, or no list of chapters, is refused with its place', () => {
  assert.deepEqual(refusedPlaces(['from_content_json', '[{"name":']), ['from_content_json'])
  assert.deepEqual(refusedPlaces(['from_content_json', '{"chapters":[]}']), ['from_content_json'])
  const nameless = JSON.stringify([{ blocks: [{ nodes: [{ type: 'tts_node', text: 'Hi' }] }] }])
  assert.deepEqual(refusedPlaces(['from_content_json', nameless]), [
    'from_content_json.0.name',
    'from_content_json.0.blocks.0.nodes.0.voice_id',
  ])
})

test('a document keeps its name and type', () => {
  const value = { filename: 'blob', content_type: 'application/octet-stream', key: 'uploads/1' }
  const form = normaliseForm([{ name: 'from_document', value }])
  assert.deepEqual(UpdateContentForm.parse(form).from_document, value)
  assert.deepEqual(refusedPlaces(['from_document', 'a text, no file']), ['from_document'])
})

test('a form without parts is legal and changes nothing', () => {
  assert.deepEqual(UpdateContentForm.parse(normaliseForm([])), { auto_convert: false })
})

test('declared lengths, patterns, words and ranges hold', () => {
  assert.deepEqual(refusedPlaces(['language', 'eng']), ['language'])
  assert.deepEqual(refusedPlaces(['original_publication_date', '1999-1']), ['original_publication_date'])
  assert.deepEqual(refusedPlaces(['quality_preset', 'best']), ['quality_preset'])
  assert.deepEqual(refusedPlaces(['fiction', 'true']), ['fiction'])
  const loud = JSON.stringify({ ...settings, stability: 2 })
  assert.deepEqual(refusedPlaces(['voice_settings', loud]), ['voice_settings.0.stability'])
  assert.deepEqual(refusedPlaces(['pronunciation_dictionary_locators', 'd1']), ['pronunciation_dictionary_locators.0'])
  assert.equal(readForm(['original_publication_date', '1999']).original_publication_date, '1999')
})

test('the preset that old clients call highest is ultra', () => {
  assert.equal(readForm(['quality_preset', 'highest']).quality_preset, 'ultra')
})

test('of a single field that is sent twice the last counts', () => {
  assert.equal(readForm(['title', 'First'], ['title', 'Second']).title, 'Second')
})

test('a form with nothing but a name has the declared defaults', () => {
  assert.deepEqual(readForm(), {
    name: 'A book',
    mature_content: false,
    acx_volume_normalization: false,
    volume_normalization: false,
    auto_convert: false,
    auto_assign_voices: false,
    create_publishing_read: false,
  })
})

test('both ways of writing a list mean the same, whatever is in it', () => {
  const keys = { pronunciation_dictionary_id: fc.string(), version_id: fc.option(fc.string()) }
  const item = fc.record(keys, { noNullPrototype: true })
  fc.assert(
    fc.property(fc.array(item, { minLength: 1 }), (items) => {
      const name = 'pronunciation_dictionary_locators'
      const texts = items.map((each) => JSON.stringify(each))
      assert.deepEqual(normaliseForm(texts.map((value) => ({ name, value }))), { [name]: items })
      assert.deepEqual(normaliseForm([{ name, value: JSON.stringify(texts) }]), { [name]: items })
    }),
  )
})

test('no text makes reading a form fail', () => {
  const name = fc.oneof(fc.constantFrom(...Object.keys(CreateProjectForm.shape), '__proto__'), fc.string())
  const value = fc.oneof(fc.string(), fc.json())
  fc.assert(
    fc.property(fc.array(fc.record({ name, value })), (parts) => {
      CreateProjectForm.safeParse(normaliseForm(parts))
      assert.equal(Object.getPrototypeOf(normaliseForm(parts)), Object.prototype)
    }),
  )
})

function node(text: string) {
  return { type: 'tts_node', text, voice_id: 'tone-a' }
}

function readForm(...parts: [string, string][]): CreateProjectForm {
  return CreateProjectForm.parse(normaliseForm([{ name: 'name', value: 'A book' }, ...parts.map(toPart)]))
}

/** The paths of what a form is refused for; empty when it is accepted. */
function refusedPlaces(...parts: [string, string][]): string[] {
  const name = parts.some(([each]) => each === 'name') ? [] : [{ name: 'name', value: 'A book' }]
  const { error } = CreateProjectForm.safeParse(normaliseForm([...name, ...parts.map(toPart)]))
  return error?.issues.map((issue) => issue.path.join('.')) ?? []
}

function toPart([name, value]: [string, string]): FormPart {
  return { name, value }
}

test('a text is never taken for a file, whatever it says of itself', () => {
  const forged = JSON.stringify({ filename: 'a.wav', content_type: 'audio/wav', key: 'takes/of-somebody-else' })
  for (const text of [forged, `[${forged}]`]) {
    const form = normaliseForm([
      { name: 'files', value: text },
      { name: 'from_document', value: text },
    ])
    assert.deepEqual(form, { files: [text], from_document: text })
  }
})
