import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { SpeechGate } from './speech-gate.ts'
import { openTestStudio, type TestChapter, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

const paragraph = 'It was so dark that night, and so cold at the harbour, that nobody came. Then it rained.'
const clause = 'It was so dark that night, '
const rest = 'and so cold at the harbour, that nobody came. Then it rained.'

/** A tone engine whose utterances are waited for. */
function openSlowEngine(spoken: string[], gate?: SpeechGate): Engine {
  const tone = openToneEngine({
    async beforeSpeak(utterance, signal) {
      await gate?.pass(utterance, signal)
      spoken.push(utterance.text)
    },
  })
  return { ...tone, id: 'slow', hidden: false, isSlow: true, concurrency: 1 }
}

test('who waits for a paragraph in a slow voice hears its first clause while the rest is being spoken', async () => {
  const spoken: string[] = []
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ engines: [openSlowEngine(spoken, gate)] })
  const chapter = await writeChapter(studio, [paragraph, 'The end.'])
  const { stream_url: url, blocks } = await speak(studio, chapter, { listening: true })
  assert.equal(blocks[0].state, 'queued')
  using sound = openStream(studio, url)
  using times = openStream(studio, `${url}/times`)
  await gate.untilReached()
  gate.letOneGo()
  const [first] = await times.lines(1)
  assert.deepEqual(
    first.words.map(({ text }: { text: string }) => text),
    ['It', 'was', 'so', 'dark', 'that', 'night'],
  )
  await sound.bytes(1_000)
  assert.deepEqual(spoken, [clause], 'all else waits')
  gate.open()
  const [second] = await times.lines(1)
  assert.deepEqual(second.words[0], { text: 'and', start: 1.35, end: 1.5, from: clause.length, to: clause.length + 3 })
  const heard = (await decodeMp3(await sound.bytes(), 44_100)).length / 44_100
  await until('both are spoken as they stay', async () => (await states(studio, chapter)).every(isConverted))
  assert.deepEqual(spoken, [clause, rest, paragraph, 'The end.'])
  const { blocks: all } = (await studio.api.get(`${pathOf(chapter)}/editor`)).body
  assert.ok(Math.abs(heard - all[0].audio.duration_seconds) < 0.05, 'nothing is left out')
  const again = await speak(studio, chapter, { listening: true })
  assert.equal(again.stream_url, null)
})

test('proof: a paragraph of several utterances is heard from its pieces on, and only its first utterance is spoken twice', async () => {
  const spoken: string[] = []
  const slow = openSlowEngine(spoken)
  await using studio = await openTestStudio({ engines: [{ ...slow, limits: { characters: 90 } }] })
  const long = `${paragraph} Nobody saw it, and nobody heard it: they were all at home, asleep by their fires.`
  const chapter = await writeChapter(studio, [long])
  const { stream_url: url } = await speak(studio, chapter, { listening: true })
  using sound = openStream(studio, url)
  assert.ok((await sound.bytes()).length > 0)
  await until('it is spoken as it stays', async () => (await states(studio, chapter)).every(isConverted))
  const others = spoken.slice(2)
  assert.deepEqual(spoken.slice(0, 2), [clause, `${rest} `])
  assert.equal(others.at(-1), `${paragraph} `, 'what is heard meanwhile is spoken last')
  assert.equal(others.slice(0, -1).join(''), long.slice(paragraph.length + 1))
})

test('proof: a voice that is quick is not asked twice, nor is what is short, or asked for by nobody who waits', async () => {
  const spoken: string[] = []
  await using studio = await openTestStudio({ engines: [openSlowEngine(spoken)] })
  const chapter = await writeChapter(studio, [paragraph])
  assert.equal((await speak(studio, chapter, {})).stream_url, null)
  const short = await writeChapter(studio, ['It was dark.'])
  assert.equal((await speak(studio, short, { listening: true })).stream_url, null)
  const quick = await studio.addChapter([paragraph])
  assert.equal((await speak(studio, quick, { listening: true })).stream_url, null)
})

test('who wants to hear a paragraph for which nobody has asked is told so at once', async () => {
  await using studio = await openTestStudio({ engines: [openSlowEngine([])] })
  const chapter = await writeChapter(studio, [paragraph])
  const { blocks } = (await studio.api.get(`${pathOf(chapter)}/editor`)).body
  const url = `${pathOf(chapter)}/blocks/${blocks[0].block_id}/stream`
  for (const path of [url, `${url}/times`])
    assert.equal((await studio.api.get(path, 404)).body.detail.code, 'not_spoken')
})

async function writeChapter(studio: TestStudio, paragraphs: string[]): Promise<TestChapter> {
  const chapter = await studio.addChapter([''])
  await studio.write(
    chapter,
    paragraphs.map((text) => toBlock(text, 'slow-a')),
  )
  return chapter
}

function pathOf({ projectId, chapterId }: TestChapter): string {
  return `/lectern/v1/projects/${projectId}/chapters/${chapterId}`
}

async function speak(studio: TestStudio, chapter: TestChapter, body: object) {
  return (await studio.api.post(`${pathOf(chapter)}/speak`, body)).body
}

async function states(studio: TestStudio, chapter: TestChapter): Promise<string[]> {
  const { blocks } = (await studio.api.get(`${pathOf(chapter)}/editor`)).body
  return blocks.map(({ state }: { state: string }) => state)
}

function isConverted(state: string): boolean {
  return state === 'converted'
}

/** An answer that is read while it comes; its first byte may take a while. */
function openStream(studio: TestStudio, path: string) {
  const leaving = new AbortController()
  const answering = fetch(`${studio.api.baseUrl}${path}`, { signal: leaving.signal })
  const reading = answering.then(({ status, body }) => {
    assert.equal(status, 200)
    return body!.getReader()
  })
  reading.catch(() => {}) // told to who reads
  let read = Buffer.alloc(0)
  async function readUntil(isEnough: () => boolean): Promise<void> {
    const reader = await reading
    while (!isEnough()) {
      const { value, done } = await reader.read()
      if (done) return
      read = Buffer.concat([read, value])
    }
  }
  return {
    [Symbol.dispose]: () => leaving.abort(),
    /** All of it, when not told how many are enough. */
    async bytes(enough = Infinity) {
      await readUntil(() => read.length >= enough)
      return read
    },
    async lines(count: number) {
      await readUntil(() => read.toString().split('\n').length > count)
      const lines = read.toString().split('\n')
      read = Buffer.from(lines.slice(count).join('\n'))
      return lines.slice(0, count).map((line) => JSON.parse(line))
    },
  }
}
