import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { z } from 'zod'
import { readConfig } from '#server/base/config.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { fakeClock, sendJson } from '#server/engines/remote/fake-service.test-kit.ts'
import { type ModelAnswer, openFakeLanguageModel, sendChat } from './fake-language-model.test-kit.ts'
import { openLanguageModel } from './open-language-model.ts'
import { readAnswer } from './read-answer.ts'
import { tryLanguageModel } from './try-language-model.ts'

const Shape = z.object({ speaker: z.enum(['host', 'guest']), text: z.string() })
const good = { speaker: 'host', text: 'It rained.' }
const question = { instructions: 'Say something.', material: 'Rain.' }
const signal = new AbortController().signal

/** Asks a fake server that gives these answers one after the other, the last one again and again. */
async function ask(answers: ModelAnswer[], more: { seconds?: string; signal?: AbortSignal } = {}) {
  let next = 0
  await using server = await openFakeLanguageModel(() => answers[Math.min(next++, answers.length - 1)]!)
  const config = readConfig({ ...server.environment, LECTERN_LLM_SECONDS: more.seconds })
  const clock = fakeClock()
  const model = openLanguageModel(config, { clock })!
  const outcome = await model.askFor(Shape, question, more.signal ?? signal).catch((error: Error) => error)
  return { outcome, questions: server.questions, waits: clock.waits }
}

test('without an address there is no language model, and an address without a model is a mistake', () => {
  assert.equal(openLanguageModel(readConfig({})), undefined)
  const half = readConfig({ LECTERN_LLM_URL: 'http://127.0.0.1:1/v1' })
  assert.throws(() => openLanguageModel(half), { code: 'invalid_configuration', message: /LECTERN_LLM_MODEL/ })
})

test('the server is told the shape of the answer, and the question in two messages', async () => {
  const { outcome, questions } = await ask([good])
  assert.deepEqual(outcome, good)
  const [asked] = questions
  assert.deepEqual(
    asked!.messages.map(({ role, content }) => [role, content]),
    [
      ['system', 'Say something.'],
      ['user', 'Rain.'],
    ],
  )
  assert.deepEqual(Object.keys(asked!.schema.properties as object), ['speaker', 'text'])
  assert.equal(asked!.headers.authorization, 'Bearer k-fake-language-key')
})

test('characters that cannot be kept are left out of an answer', async () => {
  const { outcome } = await ask([{ ...good, text: 'It \ud83d rain\0ed.' }])
  assert.deepEqual(outcome, { ...good, text: 'It  rained.' })
})

test('fences, thoughts and words around an answer are looked through', async () => {
  const json = JSON.stringify(good)
  for (const text of [
    `\`\`\`json\n${json}\n\`\`\``,
    `<think>{"no": 1}</think>${json}`,
    `Here you are: ${json} Good?`,
  ]) {
    const { outcome, questions } = await ask([text])
    assert.deepEqual([outcome, questions.length], [good, 1])
  }
})

test('proof: a model that runs wild is read in time with what it wrote', async () => {
  const text = `${'<think>'.repeat(250_000)}${JSON.stringify(good)}`
  await assertStandsLess(500, async () => assert.deepEqual(readAnswer(Shape, text), { answer: good }))
})

test('proof: an answer that is wrong throughout fails like any other', async () => {
  const List = z.object({ list: z.array(z.int()) })
  assert.ok('fault' in readAnswer(List, JSON.stringify({ list: Array(450_000).fill('a') })))
  const { outcome } = await ask([`{"speaker":${'['.repeat(400_000)}${']'.repeat(400_000)}}`])
  assert.equal((outcome as { code?: string }).code, 'language_model_failed')
})

test('an answer of the wrong shape is sent back once, with what is wrong', async () => {
  const { outcome, questions } = await ask([{ speaker: 'alien', text: 'Hi' }, good])
  assert.deepEqual(outcome, good)
  assert.deepEqual(
    questions[1]!.messages.map(({ role }) => role),
    ['system', 'user', 'assistant', 'user'],
  )
  assert.match(questions[1]!.messages[3]!.content, /speaker: Invalid option/)
})

test('a model that goes on answering wrongly, or refuses, fails with a sentence', async () => {
  const refusal = (response: Parameters<typeof sendChat>[0]) => sendChat(response, null, { refusal: 'No.' })
  for (const answer of ['I cannot help with that.', { speaker: 'alien' }, refusal]) {
    const { outcome, questions } = await ask([answer])
    assert.deepEqual(
      [(outcome as { code?: string }).code, (outcome as Error).message],
      ['language_model_failed', 'The language model fake-model answered twice in another form than it was asked for.'],
    )
    assert.equal(questions.length, 2)
  }
})

test('an overloaded server is asked again after a while, and not for ever', async () => {
  const busy: ModelAnswer = (response) => sendJson(response, 500, { error: { message: 'No GPU.' } })
  const { outcome, waits } = await ask([busy, busy, good])
  assert.deepEqual([outcome, waits], [good, [250, 500]])
  const given = await ask([busy])
  assert.equal(given.questions.length, 3)
  assert.match(
    (given.outcome as Error).message,
    /^The language model fake-model at 127\.0\.0\.1:\d+ answered 500: No GPU\.$/,
  )
})

test('a server whose connection breaks is asked again after a while, and not for ever', async () => {
  const broken: ModelAnswer = (response) => void response.destroy()
  const { outcome, waits } = await ask([broken, broken, good])
  assert.deepEqual([outcome, waits], [good, [250, 500]])
  const gone = await ask([broken])
  assert.equal(gone.questions.length, 3)
  assert.match((gone.outcome as Error).message, /^The language model fake-model at \S+ could not be reached\.$/)
})

test('no error shows the key', async () => {
  const answer: ModelAnswer = (response) =>
    sendJson(response, 401, { error: { message: 'Incorrect API key provided: k-fake-language-key.' } })
  const { outcome, questions } = await ask([answer])
  assert.match((outcome as Error).message, /answered 401: Incorrect API key provided: …\.$/)
  assert.equal((outcome as Error).cause, undefined)
  assert.equal(questions.length, 1)
})

test('an answer without end, one that never comes, and a redirect end', async () => {
  const endless: ModelAnswer = (response) => {
    Readable.from(repeat('{"a":"'.padEnd(100_000, 'x')))
      .on('error', () => {})
      .pipe(response)
  }
  assert.match(((await ask([endless])).outcome as Error).message, /gave an answer without end/)
  const late = (await ask([() => {}], { seconds: '1' })).outcome as Error & { code: string }
  assert.deepEqual(
    [late.code, late.message],
    ['language_model_timeout', 'The language model fake-model took more than 1 s to answer.'],
  )
  const elsewhere: ModelAnswer = (response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end()
  assert.match(((await ask([elsewhere])).outcome as Error).message, /answered 302\.$/)
})

test('the small question has a small answer', async () => {
  const thought = (length: number) => `<think>${'x'.repeat(length)}</think>{"sum":5}`
  for (const [length, message] of [
    [100_000, undefined],
    [300_000, /gave an answer without end/],
  ] as const) {
    await using server = await openFakeLanguageModel(() => thought(length))
    const languageModel = openLanguageModel(readConfig(server.environment))
    const trying = tryLanguageModel({ languageModel }, signal)
    if (message) await assert.rejects(trying, { code: 'language_model_failed', message })
    else assert.ok((await trying) > 0)
  }
})

test('a question that is not wanted any more is not waited for', async () => {
  const stop = new AbortController()
  const hangs: ModelAnswer = () => stop.abort(new Error('Not wanted.'))
  const { outcome } = await ask([hangs], { signal: stop.signal })
  assert.equal((outcome as Error).message, 'Not wanted.')
})

function* repeat(text: string): Generator<string> {
  for (;;) yield text
}
