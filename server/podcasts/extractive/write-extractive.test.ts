import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { secondsOf } from '../length.ts'
import type { PodcastRequest, ReadableSource, Turn } from '../podcast.ts'
import { listSentences } from './sentences.ts'
import { listThemes } from './themes.ts'
import { findWording, hostLanguages } from './wording.ts'
import { writeExtractive } from './write-extractive.ts'

const pace = { host: 0.065, guest: 0.065 }
const [, ...article] = readFileSync(join(import.meta.dirname, '../../../samples/lighthouses.txt'), 'utf8').split('\n\n')

function aSource(paragraphs: string[], more: Partial<ReadableSource> = {}): ReadableSource {
  return {
    index: 0,
    title: 'A Light',
    language: 'en',
    paragraphs: paragraphs.map((one) => one.trim()),
    ordersLeftOut: 0,
    ...more,
  }
}

function aRequest(more: Partial<PodcastRequest> = {}): PodcastRequest {
  const nothing = { language: null, intro: null, outro: null, instructions: null }
  const usual = {
    voiceIds: { host: 'h', guest: 'g' },
    sources: [],
    durationScale: 'default',
    highlights: [],
    isDraft: true,
  } as const
  return { ...nothing, ...usual, highlights: [], sources: [], ...more }
}

const write = (request: Partial<PodcastRequest>, sources: ReadableSource[], language = 'en') =>
  writeExtractive(aRequest(request), sources, { language, pace })

const told = (turns: Turn[]) => turns.filter(({ sources }) => sources.length > 0).map(({ text }) => text)

test('a source that is short is told whole, and not longer', async () => {
  const turns = await write({ durationScale: 'long' }, [aSource(article.slice(0, 3))])
  assert.ok(secondsOf(turns, pace) < 180)
  const all = article.slice(0, 3).join(' ')
  assert.ok(told(turns).join(' ').length > 0.7 * all.length)
})

test('what is told keeps the order of the source, and nothing is told twice', async () => {
  const turns = await write({}, [aSource([...article, ...article])])
  const places = told(turns).map((text) => article.join(' ').indexOf(text))
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
  )
  assert.equal(new Set(places).size, places.length)
  assert.ok(!places.includes(-1))
})

test('a sentence that points to the one before it comes with that one, or not at all', async () => {
  const turns = await write({ durationScale: 'long' }, [aSource(article)])
  const starts = told(turns).filter(
    (text) => /^(?:He|His|But|And|It|They|Later)\b/.test(text) && !text.startsWith('Later'),
  )
  assert.deepEqual(starts, [])
})

test('long words at both ends leave little room between them, and are said whole', async () => {
  const words = 'All that was said in the harbour tonight was true. '.repeat(29).trim()
  const turns = await write({ durationScale: 'short', intro: words, outro: words }, [aSource(article)])
  assert.deepEqual([turns[0]!.text, turns.at(-1)!.text], [words, words])
  assert.equal(told(turns).length, 1)
})

test('code, lists, halves of quotations, captions and what a page says of itself are no sentences', async () => {
  const paragraphs = [
    'const light = { on: true }; the tower is lit by it at night.',
    'Figure 3: the tower at night',
    'He said that “the tower was lit by night and by day.',
    'Subscribe to our newsletter to read more of it.',
    'The tower was lit in the year 1823 [12] by the keepers of the coast.[citation needed]',
    'See https://lights.test for all of the lights of this coast.',
    'The tower was lit in the year 1823 by the keepers of the coast.',
  ]
  const sentences = await listSentences([aSource(paragraphs)], findWording('en')!)
  const usable = sentences.filter(({ isUsable }) => isUsable)
  assert.deepEqual(
    usable.map(({ text, span }) => [text, span.quote]),
    [['The tower was lit in the year 1823 by the keepers of the coast.', paragraphs[4]]],
  )
})

test('themes are names and things that come up again', () => {
  const themes = listThemes(article.join(' ').split(/(?<=[.!?]) /), 'en')
  assert.ok(themes.includes('Scotland') && themes.includes('Dover'), themes.join(', '))
})

test('a host speaks each language that it says it does', async () => {
  const german =
    'Der Leuchtturm steht auf einem Felsen vor der Küste. Die Schiffe sehen sein Licht in der Nacht. Ein Wärter zündet die Lampe am Abend an. Der Sturm von 1703 zerstörte den ersten Turm.'
  for (const language of hostLanguages) {
    const turns = await write({}, [aSource([german], { language })], language)
    assert.ok(told(turns).length > 0)
    for (const { text } of turns) assert.doesNotMatch(text, /[{}]|undefined/)
  }
  const [opening] = await write({}, [aSource([german], { language: 'de', title: null })], 'de')
  assert.match(opening!.text, /^Heute geht es um einen Text\./)
})

test('a language without words for a host, and a source without sentences, are refused', async () => {
  const refused = write({}, [aSource(article, { language: 'ja' })], 'ja')
  await assert.rejects(refused, { code: 'unsupported_language', message: /Japanese.*English, German/ })
  await assert.rejects(write({}, [aSource(['a, b, c'])]), { code: 'source_too_short' })
})

test('proof: a novel is ranked in seconds', async () => {
  const paragraphs = Array.from({ length: 60 }, (_, copy) =>
    article.map((text) => text.replace(/\.(?=\s|$)/g, ` of ${copy} ships.`)),
  ).flat()
  const seconds = await threadSeconds(() => write({}, [aSource(paragraphs)]))
  assert.ok(seconds < 60, `${seconds} CPU seconds`)
})
