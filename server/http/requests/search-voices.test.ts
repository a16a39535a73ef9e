import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { SearchVoicesQuery } from '#contract/voices.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openVoiceCatalogue, type Voice } from '#server/voices/voice-catalogue.ts'
import { searchVoices } from './search-voices.ts'

let voices: Voice[]
before(async () => void (voices = (await openVoiceCatalogue([openFliteEngine({ threads: 1 })])).list()))

test('pages one after the other are all voices once, and the last one has no token', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), (pageSize) => {
      const seen: string[] = []
      let token: string | null = null
      do {
        const { found, page, nextPageToken } = search({ page_size: pageSize, ...(token && { next_page_token: token }) })
        assert.equal(found, voices.length)
        assert.ok(page.length <= pageSize && page.length > 0)
        seen.push(...page.map((voice) => voice.id))
        token = nextPageToken
      } while (token)
      assert.deepEqual(
        seen,
        voices.map((voice) => voice.id),
      )
    }),
  )
})

test('every word of a search stands somewhere in what a voice says of itself, in any case', () => {
  assert.deepEqual(ids({ search: 'CALM FLITE-slt' }), ['flite-slt-calm'])
  for (const { id, labels, title } of voices)
    assert.ok(ids({ search: `${title.toUpperCase()} ${labels.gender}` }).includes(id), title)
  assert.deepEqual(ids({ search: 'slt nonsense' }), [])
  assert.equal(ids({ search: '  ' }).length, voices.length)
})

test('each filter leaves the voices that it names', () => {
  const female = ids({ gender: 'Female' })
  assert.deepEqual(
    female,
    voices.filter((voice) => voice.labels.gender === 'female').map((voice) => voice.id),
  )
  assert.ok(female.length > 0 && female.length < voices.length)
  assert.deepEqual(ids({ voice_ids: ['flite-rms', 'flite-slt', 'nobody'] }).sort(), ['flite-rms', 'flite-slt'])
  assert.equal(ids({ language: ['de', 'EN'] }).length, voices.length)
  assert.deepEqual(ids({ language: ['de'] }), [])
  assert.deepEqual(ids({ use_cases: ['no such use'] }), [])
})

test('proof: a search that names a thousand languages holds nobody up, however many voices there are', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => voices[index % voices.length]!)
  const language = [...Array.from({ length: 990 }, (_, index) => `x${index}`), 'EN']
  await assertStandsLess(50, async () => {
    const { found } = searchVoices(many, { ...SearchVoicesQuery.parse({}), language })
    assert.equal(found, many.length)
  })
})

test('all voices are built in: premade and default ones, and nobody’s own', () => {
  for (const query of [{ voice_type: 'default' }, { category: 'premade' }, {}])
    assert.equal(ids(query).length, voices.length)
  for (const query of [
    { voice_type: 'personal' },
    { voice_type: 'saved' },
    { category: 'cloned' },
    { fine_tuning_state: 'any' },
  ])
    assert.deepEqual(ids(query), [])
})

test('voices are sorted by name when asked, also backwards', () => {
  const byName = ids({ sort: 'name' })
  assert.deepEqual([...byName].sort(), voices.map((voice) => voice.id).sort())
  const titles = byName.map((id) => voices.find((voice) => voice.id === id)!.title)
  assert.deepEqual(
    titles,
    titles.toSorted((a, b) => a.localeCompare(b)),
  )
  assert.deepEqual(ids({ sort: 'name', sort_direction: 'DESC' }), byName.toReversed())
})

test('a token that does not come from here is refused, and one behind the end is an empty page', () => {
  for (const token of ['x', '-1', '1.5', '9'.repeat(20)])
    assert.throws(() => search({ next_page_token: token }), { code: 'invalid_parameters', param: 'next_page_token' })
  assert.deepEqual(search({ next_page_token: '999' }).page, [])
})

function search(query: Partial<SearchVoicesQuery>) {
  return searchVoices(voices, { ...SearchVoicesQuery.parse({}), ...query })
}

function ids(query: Partial<SearchVoicesQuery>): string[] {
  return search({ page_size: 100, ...query }).page.map((voice) => voice.id)
}
