import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openSweeper } from '#server/jobs/end-stranded.ts'
import { awaitedOutcomes } from '#server/start-working.ts'
import {
  assertWithin,
  bulletin,
  draftPodcast,
  inOneLine,
  lighthouses,
  makePodcast,
  podcastBody,
  ranges,
  type Scale,
  scriptOf,
  secondsOf,
  untilMade,
} from './podcasts.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

let shared: TestStudio
before(async () => {
  shared = await openTestStudio({ engines: [openFliteEngine({ threads: 1 })] })
})
after(() => shared[Symbol.asyncDispose]())

const flite = ['flite-slt', 'flite-rms']
const frame = { intro: 'You are listening to the harbour news.', outro: 'Good night, and a calm sea.' }

/** One is spoken to the end; of the others a draft tells how long they would be (`podcast-lengths-weights.test.ts` hears all). */
const spoken = 'short conversation'
const quick = 'short bulletin'

for (const scale of Object.keys(ranges) as Scale[]) {
  for (const mode of ['conversation', 'bulletin']) {
    const half = quick === `${scale} ${mode}` ? '' : 'proof: '
    test(`${half}a ${scale} ${mode} without a language model lasts as long as it is to, and says what its source says`, async () => {
      const more = { duration_scale: scale, ...frame, ...(mode === 'bulletin' && bulletin(flite[0])) }
      const make = spoken === `${scale} ${mode}` ? makePodcast : draftPodcast
      const { project_id } = await make(shared, more, flite)
      assertWithin(await secondsOf(shared, project_id), scale)
      const { turns, language_model } = await scriptOf(shared, project_id)
      assert.deepEqual([turns[0].text, turns.at(-1).text, language_model], [frame.intro, frame.outro, null])
      assert.match(turns.at(-2).text, /without a language model/)
      const source = inOneLine(lighthouses)
      for (const { speaker, text, sources } of turns) {
        if (speaker === 'guest') assert.ok(source.includes(text), text)
        if (sources.length > 0) assert.deepEqual(sources, [{ source_index: 0, quote: text }])
      }
      const speakers = new Set(turns.map((turn: { speaker: string }) => turn.speaker))
      assert.deepEqual([...speakers], mode === 'bulletin' ? ['host'] : ['host', 'guest'])
    })
  }
}

test('proof: a podcast says of itself what it is, and its paragraphs are in the voices of host and guest', async () => {
  const project = await makePodcast(shared, { duration_scale: 'short' })
  const { name, title, source_type, language, creation_meta, chapters, description } = project
  assert.deepEqual(
    [name, title, source_type, language],
    ['A Light on the Rocks', 'A Light on the Rocks', 'genfm', 'en'],
  )
  assert.deepEqual(
    [creation_meta.type, creation_meta.status, creation_meta.creation_progress],
    ['generate_podcast', 'finished', 1],
  )
  assert.equal(creation_meta.warnings[0].code, 'extractive_script')
  assert.match(creation_meta.warnings[0].message, /^No language model is set up\./)
  assert.match(description, /sentences of the sources, word by word/)
  const { content } = await shared.read({ projectId: project.project_id, chapterId: chapters[0].chapter_id })
  const { turns } = await scriptOf(shared, project.project_id)
  assert.deepEqual(
    content.blocks.map((block: { nodes: { voice_id: string; text: string }[] }) => [
      block.nodes[0]!.voice_id,
      block.nodes[0]!.text,
    ]),
    turns.map((turn: { speaker: string; text: string }) => [turn.speaker === 'host' ? 'tone-a' : 'tone-b', turn.text]),
  )
})

test('proof: highlights get room', async () => {
  const about = async (highlights?: string[]) => {
    const { project_id } = await draftPodcast(shared, { duration_scale: 'short', highlights })
    const { turns } = await scriptOf(shared, project_id)
    return turns.filter(({ text }: { text: string }) => /keeper|Grace Darling|Ida Lewis/.test(text)).length
  }
  const [without, withThem] = [await about(), await about(['The life of the keepers', 'Grace Darling and her father'])]
  assert.ok(withThem > without, `${without} turns without highlights, ${withThem} with them`)
})

test('proof: several sources become one podcast, and each is announced', async () => {
  const second = { type: 'text', text: `# Fog\n\n${lighthouses.split('\n\n').slice(19).join('\n\n')}` }
  const first = { type: 'text', text: lighthouses.split('\n\n').slice(0, 19).join('\n\n') }
  const { project_id } = await draftPodcast(shared, { source: [first, second] })
  const { turns } = await scriptOf(shared, project_id)
  const indices = turns.flatMap((turn: { sources: { source_index: number }[] }) =>
    turn.sources.map((one) => one.source_index),
  )
  assert.deepEqual(new Set(indices), new Set([0, 1]))
  assert.deepEqual(indices, indices.toSorted(), 'in the order of the sources')
  assert.ok(turns.some(({ text }: { text: string }) => text === 'The next source is “Fog”.'))
})

test('a draft waits, is changed, and becomes what was approved', async () => {
  const project = await draftPodcast(shared, { duration_scale: 'short' })
  const path = `/lectern/v1/projects/${project.project_id}/script`
  assert.deepEqual([project.creation_meta.status, project.can_be_downloaded], ['draft', false])
  assert.deepEqual(await shared.listSnapshots(project.project_id), [])
  const { turns, state } = await scriptOf(shared, project.project_id)
  assert.equal(state, 'draft')
  const told = turns.find((turn: { speaker: string }) => turn.speaker === 'guest')
  const edited = [
    { speaker: 'host', text: 'Something of my own.' },
    { turn_id: told.turn_id, speaker: 'guest', text: 'Shorter.' },
  ]
  const put = await shared.api.json(path, { method: 'PUT', headers, body: JSON.stringify({ turns: edited }) }, 200)
  assert.equal(put.body.turns[1].turn_id, told.turn_id)
  assert.deepEqual(put.body.turns[1].sources, told.sources)
  assert.deepEqual(put.body.turns[0].sources, [])
  const { body } = await shared.api.post(`${path}/approve`)
  assert.notEqual(body.project.state, 'default')
  const made = await untilMade(shared, project.project_id)
  assert.equal(made.creation_meta.status, 'finished')
  assert.equal((await scriptOf(shared, project.project_id)).state, 'approved')
  const {
    character_alignments: [alignment],
  } = await shared.latestSnapshot(project.project_id)
  assert.equal(alignment.characters.join(''), 'Something of my own.Shorter.')
  for (const refused of [
    shared.api.json(path, { method: 'PUT', headers, body: JSON.stringify({ turns: edited }) }, 409),
    shared.api.post(`${path}/approve`, undefined, 409),
  ])
    assert.equal((await refused).body.detail.code, 'script_approved')
})
const headers = { 'content-type': 'application/json' }

test('a script that cannot be is refused', async () => {
  const { project_id } = await draftPodcast(shared, { ...bulletin(), duration_scale: 'short' })
  const path = `/lectern/v1/projects/${project_id}/script`
  const put = async (turns: object[]) => {
    return (await shared.api.json(path, { method: 'PUT', headers, body: JSON.stringify({ turns }) }, 400)).body.detail
      .code
  }
  assert.equal(await put([]), 'empty_text')
  assert.equal(await put([{ speaker: 'host', text: ' ' }]), 'empty_text')
  assert.equal(await put([{ speaker: 'guest', text: 'Hello.' }]), 'invalid_parameters')
  assert.equal(
    await put([{ speaker: 'host', text: 'Hello.', sources: [{ source_index: 1, quote: 'x' }] }]),
    'invalid_parameters',
  )
  assert.equal(await put([{ speaker: 'host', text: 'x'.repeat(20_001) }]), 'text_too_long')
  assert.equal(await put(Array(51).fill({ speaker: 'host', text: 'x'.repeat(20_000) })), 'text_too_long')
  const sources = Array(1_000).fill({ source_index: 0, quote: 'x' })
  assert.equal(await put(Array(39).fill({ speaker: 'host', text: 'x', sources })), 'text_too_long')
  const other = await shared.addProject([['No podcast.']])
  const none = await shared.api.get(`/lectern/v1/projects/${other}/script`, 404)
  assert.equal(none.body.detail.code, 'script_not_found')
})

test('what cannot be done is refused at once where the request tells, else it ends as a failed creation', async () => {
  const refused = async (more: object, status: number) => {
    return (await shared.api.post('/v1/studio/podcasts', podcastBody(more), status)).body.detail.code
  }
  assert.equal(await refused({ instructions_prompt: 'Be funny.' }, 400), 'language_model_missing')
  assert.equal(await refused({ source: [] }, 400), 'empty_text')
  assert.equal(await refused({ source: { type: 'text', text: ' \n' } }, 400), 'empty_text')
  assert.equal(await refused({ source: { type: 'url', url: 'http://127.0.0.1/' } }, 400), 'invalid_parameters')
  assert.equal(await refused({ callback_url: 'http://10.0.0.1/' }, 400), 'invalid_parameters')
  assert.equal(await refused({ model_id: 'no-model' }, 404), 'model_not_found')
  assert.equal(
    (await shared.api.post('/v1/studio/podcasts', podcastBody({}, ['tone-a', 'nobody']), 404)).body.detail.code,
    'voice_not_found',
  )
  const failed = async (more: object) => (await makePodcast(shared, more)).creation_meta
  const german = await failed({ language: 'de' })
  assert.deepEqual([german.status, german.error.code], ['failed', 'language_model_missing'])
  assert.match(german.error.message, /A source is in English; a podcast in German needs a language model/)
  const stub = await failed({ source: { type: 'text', text: 'Subscribe to read on. You have 0 articles left.' } })
  assert.deepEqual([stub.status, stub.error.code], ['failed', 'source_too_short'])
})

test('proof: a podcast whose job is lost ends, and tells why', async () => {
  await using studio = await openTestStudio({ isWorking: false, mayLog: /nobody worked on it/ })
  const { body } = await studio.api.post('/v1/studio/podcasts', podcastBody())
  const sweeper = openSweeper(awaitedOutcomes(studio.studio), studio.studio.log)
  for (let round = 0; round < 2; round++) await sweeper.round()
  const path = `/v1/studio/projects/${body.project.project_id}`
  assert.equal((await studio.api.get(path)).body.state, 'creating')
  await studio.studio.db.execute(sql`delete from pgboss.job where name = 'podcast'`)
  for (let round = 0; round < 2; round++) await sweeper.round()
  const { creation_meta } = (await studio.api.get(path)).body
  assert.deepEqual([creation_meta.status, creation_meta.error.code], ['failed', 'work_lost'])
})

test('a podcast that is deleted while it is written leaves nothing behind', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const { body } = await studio.api.post('/v1/studio/podcasts', podcastBody())
  await studio.api.delete(`/v1/studio/projects/${body.project.project_id}`)
  const { rows } = await studio.studio.db.execute(sql`
    select (select count(*)::int from podcasts) as podcasts,
      (select count(*)::int from pgboss.job where name = 'podcast' and state < 'completed') as jobs`)
  assert.deepEqual(rows, [{ podcasts: 0, jobs: 0 }])
})

test('a script that somebody else changed meanwhile is not overwritten by who has seen an older one', async () => {
  const { project_id: projectId } = await draftPodcast(shared, { duration_scale: 'short' })
  const path = `/lectern/v1/projects/${projectId}/script`
  const seen = await shared.api.get(path)
  assert.deepEqual([seen.body.version, seen.headers.get('etag')], [1, '"1"'])
  const write = (text: string, version: string | undefined, expected = 200) =>
    shared.api.json(
      path,
      {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...(version && { 'if-match': version }) },
        body: JSON.stringify({ turns: [{ speaker: 'host', text }] }),
      },
      expected,
    )
  const first = await write('One.', '"1"')
  assert.deepEqual([first.body.version, first.headers.get('etag')], [2, '"2"'])
  const refused = await write('Another.', '"1"', 409)
  assert.equal(refused.body.detail.code, 'content_changed')
  assert.match(refused.body.detail.message, /version 2 by now, not at 1/)
  assert.equal(refused.headers.get('etag'), '"2"')
  const approve = { method: 'POST', headers: { 'if-match': '"1"' } }
  assert.equal((await shared.api.json(`${path}/approve`, approve, 409)).body.detail.code, 'content_changed')
  assert.equal((await scriptOf(shared, projectId)).turns[0].text, 'One.')
  assert.equal((await write('Whatever there is.', undefined)).body.version, 3) // who does not ask is not held up
  await write('Not one.', 'tomorrow', 400)
})
