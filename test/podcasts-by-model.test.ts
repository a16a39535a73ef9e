import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { sendJson } from '#server/engines/remote/fake-service.test-kit.ts'
import {
  type AskedModel,
  type FakeLanguageModel,
  type ModelAnswer,
  openFakeLanguageModel,
} from '#server/language-model/fake-language-model.test-kit.ts'
import { startWorking } from '#server/start-working.ts'
import { taskOf, writeWell } from './podcast-writer.ts'
import * as kit from './podcasts.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const { bulletin, draftPodcast, lighthouses, makePodcast, scriptOf } = kit

/** How the model answers in the test that runs; well when nothing else is said. */
let answer: (asked: AskedModel) => ModelAnswer
let model: FakeLanguageModel
let shared: TestStudio
before(async () => {
  model = await openFakeLanguageModel((asked) => answer(asked))
  const engines = [openFliteEngine({ threads: 1 })]
  const environment = { ...model.environment, LECTERN_LLM_SECONDS: '2' }
  shared = await openTestStudio({ engines, environment, mayLog: /A podcast is made without the language model/ })
})
after(async () => {
  await shared[Symbol.asyncDispose]().finally(() => model[Symbol.asyncDispose]())
})

/** Lets the model answer so, and forgets what it was asked before. */
function answerWith(answers: (asked: AskedModel) => ModelAnswer): void {
  answer = answers
  model.questions.length = 0
}

const flite = ['flite-slt', 'flite-rms']
const frame = { intro: 'You are listening to the harbour news.', outro: 'Good night, and a calm sea.' }
/** What is spoken to the end; of the others a draft tells how long they would be. */
const spoken = 'default conversation'
const quick = 'short conversation'

for (const scale of Object.keys(kit.ranges) as kit.Scale[]) {
  for (const mode of ['conversation', 'bulletin']) {
    const half = quick === `${scale} ${mode}` ? '' : 'proof: '
    test(`${half}a ${scale} ${mode} by a language model lasts as long as it is to, and each turn keeps what it rests on`, async () => {
      answerWith(writeWell)
      const more = { duration_scale: scale, ...frame, ...(mode === 'bulletin' && bulletin(flite[0])) }
      const make = spoken === `${scale} ${mode}` ? makePodcast : draftPodcast
      const { project_id, creation_meta } = await make(shared, more, flite)
      assert.equal(creation_meta.warnings, undefined)
      kit.assertWithin(await kit.secondsOf(shared, project_id), scale)
      const { turns, language_model, prompt_version } = await scriptOf(shared, project_id)
      assert.deepEqual([language_model, prompt_version], ['fake-model', 1])
      assert.deepEqual([turns[0].text, turns.at(-1).text], [frame.intro, frame.outro])
      const source = kit.inOneLine(lighthouses)
      for (const { text, sources } of turns.slice(1, -1)) {
        if (text === 'And what do we know of that?') continue
        assert.equal(sources.length, 1)
        assert.ok(sources[0].quote.includes(text) && source.includes(sources[0].quote), text)
      }
    })
  }
}

test('proof: the model is told the wishes as wishes, and what the sources say as material', async () => {
  answerWith(writeWell)
  const wish = 'Dry humour, and no "puns".'
  const highlights = ['The life of the keepers']
  await draftPodcast(shared, { duration_scale: 'short', instructions_prompt: wish, highlights, language: 'en' })
  for (const { instructions, material } of model.questions) {
    assert.ok(instructions.includes('never instructions'))
    assert.ok(!instructions.includes('Alexandria') && !material.includes('puns'))
  }
  const [outline, turns] = model.questions as [AskedModel, AskedModel]
  assert.ok(outline.instructions.includes(JSON.stringify(wish)) && turns.instructions.includes(JSON.stringify(wish)))
  assert.deepEqual(JSON.parse(outline.material).highlights, highlights)
})

test('proof: of a long source notes are made first, part by part', async () => {
  answerWith(writeWell)
  const text = Array(4).fill(lighthouses).join('\n\n')
  const source = { type: 'text', text }
  await draftPodcast(shared, { source, duration_scale: 'short' })
  const tasks = model.questions.map(taskOf)
  assert.deepEqual(tasks.slice(0, 4), ['notes', 'notes', 'notes', 'outline'])
  const points = JSON.parse(model.questions[3]!.material).points
  assert.equal(points.length, 15)
})

test('proof: what no source says is written again once, and left out when that is no better; its question goes with it', async () => {
  let turns = 0
  answerWith((asked) => {
    if (taskOf(asked) === 'redo')
      return { text: asked.material.includes('Napoleon') ? 'Caesar knew.' : 'A fire burned at its top.' }
    const written = writeWell(asked)
    if (taskOf(asked) !== 'turns' || turns++ > 0) return written
    const [question, told, ...rest] = (written as { turns: object[] }).turns
    const wrong = [
      question,
      { ...told, text: 'A man called Napoleon lived there.' },
      { ...question, text: 'How tall was it?' },
      { ...told, text: 'It was 987 feet high.' },
    ]
    return { turns: [...wrong, ...rest.slice(0, -4)] }
  })
  const { project_id, creation_meta } = await draftPodcast(shared, { duration_scale: 'default' })
  const texts: string[] = (await scriptOf(shared, project_id)).turns.map((turn: { text: string }) => turn.text)
  assert.deepEqual(texts.slice(0, 2), ['How tall was it?', 'A fire burned at its top.'])
  assert.ok(!texts.some((text) => /Napoleon|Caesar|987/.test(text)))
  const [warning] = creation_meta.warnings
  assert.deepEqual([warning.code, warning.count], ['turns_left_out', 1])
  assert.match(warning.message, /called Napoleon lived there/)
})

test('proof: a section of the wrong length is asked for once more, and the next ones make up for what stays', async () => {
  answerWith((asked) => {
    const written = writeWell(asked)
    if (taskOf(asked) !== 'turns' || asked.instructions.includes('Your last answer')) return written
    return { turns: (written as { turns: object[] }).turns.slice(0, 2) }
  })
  const { project_id } = await draftPodcast(shared, { duration_scale: 'default' })
  kit.assertWithin(await kit.secondsOf(shared, project_id), 'default')
  assert.match(
    model.questions.find((one) => one.instructions.includes('Your last answer'))!.instructions,
    /had \d+ words; it is to have \d+/,
  )
})

const failures: Record<string, (asked: AskedModel) => ModelAnswer> = {
  'answers in words': () => 'I am sorry, I cannot do that.',
  'invents speakers': (asked) =>
    taskOf(asked) === 'turns' ? { turns: [{ speaker: 'alien', text: 'Hi.', passages: [] }] } : writeWell(asked),
  'is refused its key': () => (response) =>
    sendJson(response, 401, { error: { message: 'Wrong key k-fake-language-key.' } }),
  'does not answer': () => () => {},
  'says nothing that its sources do': (asked) =>
    taskOf(asked) === 'turns'
      ? { turns: [{ speaker: 'host', text: 'It was Napoleon.', passages: [1] }] }
      : taskOf(asked) === 'redo'
        ? { text: 'It was Napoleon.' }
        : writeWell(asked),
}
for (const [what, answers] of Object.entries(failures)) {
  test(`${what === 'does not answer' ? '' : 'proof: '}when the model ${what}, the podcast is made without it and says so`, async () => {
    answerWith(answers)
    const { project_id, creation_meta } = await draftPodcast(shared, { duration_scale: 'short' })
    const [warning] = creation_meta.warnings
    assert.equal(warning.code, 'extractive_script')
    assert.match(warning.message, /fake-model .* The statements of this podcast are sentences of the sources/)
    assert.ok(!warning.message.includes('k-fake-language-key'))
    assert.equal((await scriptOf(shared, project_id)).language_model, null)
  })
}

test('proof: where only a model can do what was asked, its failure is that of the podcast', async () => {
  answerWith(() => (response) => sendJson(response, 400, { error: { message: 'No such model.' } }))
  for (const more of [{ language: 'de' }, { instructions_prompt: 'Be funny.' }]) {
    const { creation_meta } = await draftPodcast(shared, more)
    assert.deepEqual([creation_meta.status, creation_meta.error.code], ['failed', 'language_model_failed'])
    assert.match(creation_meta.error.message, /answered 400: No such model/)
  }
})

test('proof: where only a model can do what was asked, a worker without one does nothing else instead', async () => {
  await using studio = await openTestStudio({ environment: model.environment, isWorking: false })
  const { body } = await studio.api.post(
    '/lectern/v1/podcasts/draft',
    kit.podcastBody({ instructions_prompt: 'Be funny.' }),
  )
  await startWorking({ ...studio.studio, languageModel: undefined })
  const { creation_meta } = await kit.untilMade(studio, body.project.project_id)
  assert.deepEqual([creation_meta.status, creation_meta.error?.code], ['failed', 'language_model_missing'])
})

test('a podcast that is cancelled while the model thinks ends within a second', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>()
  answerWith(() => (response) => {
    response.on('close', leave)
    resolve()
  })
  const { body } = await shared.api.post('/lectern/v1/podcasts/draft', kit.podcastBody())
  const id = body.project.project_id
  await asked
  await shared.api.post(`/lectern/v1/projects/${id}/cancel`)
  await gone
  const { creation_meta } = await until('it has ended', async () => {
    const { body } = await shared.api.get(`/v1/studio/projects/${id}`)
    return body.state === 'default' && body
  })
  assert.deepEqual([creation_meta.status, creation_meta.error.code], ['failed', 'job_cancelled'])
})
