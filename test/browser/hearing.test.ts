import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { SpeechGate } from '../speech-gate.ts'
import { type TestChapter, type TestStudio, toBlock } from '../studio.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'
import { heardWord, listMoments, watchMoments } from './heard-word.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('a paragraph in a slow voice is heard, word by word, before it is spoken to its end', options, async () => {
  const gate = new SpeechGate()
  const slow = {
    ...openToneEngine({ beforeSpeak: gate.pass }),
    id: 'slow',
    hidden: false,
    isSlow: true,
    concurrency: 1,
  }
  await using browser = await openTestBrowser({ engines: [slow] })
  const { studio } = browser
  const chapter = await studio.addChapter([''])
  const paragraph = 'It was so dark that night, and so cold at the harbour, that nobody came. Then it rained.'
  await studio.write(chapter, [toBlock(paragraph, 'slow-a'), toBlock('The end.', 'slow-a')])
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await gate.untilReached()
  gate.letOneGo()
  await heardWord(page, /^(It|was|so|dark|that|night)$/)
  assert.equal(await page.locator('.p.converted').count(), 0)
  gate.open()
  await heardWord(page, /harbour|nobody|rained/)
  await heardWord(page, /end/)
  await until('both are spoken', async () => (await page.locator('.p.converted').count()) === 2)
  browser.check()
})

test('the highlighted word is at every moment the one that the alignment names', options, async () => {
  await using browser = await openTestBrowser()
  const { studio } = browser
  const chapter = await studio.addChapter([
    'It was so dark that night, and so cold at the harbour – 🚢 – that nobody came.',
    'Then it rained; 24 boats sailed home.',
  ])
  const { content } = await studio.convert(chapter)
  const blocks: { block_id: string }[] = content.blocks
  const alignments = await Promise.all(blocks.map((block) => readAlignment(studio, chapter, block.block_id)))
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await watchMoments(page)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await heardWord(page, /home/)
  const moments = await listMoments(page)
  for (const { blockId, words } of alignments) {
    const named = moments.flatMap(({ source, frame, seconds, heard }) => {
      const word = words.find(({ start, end }) => start <= seconds && seconds < end)
      return word && source.includes(blockId) ? [{ frame, seconds, heard, named: word.text }] : []
    })
    const right = named.filter((one) => one.heard === one.named)
    // Before the first one the sound has not begun.
    const frames = new Set(right.map(({ frame }) => frame))
    const wrong = named.filter(({ frame }) => frame > (right[0]?.frame ?? 0) && !frames.has(frame))
    assert.deepEqual(wrong, [])
    const heard = new Set(right.map((one) => one.heard))
    assert.ok(heard.size >= words.length / 2, `of ${words.length} words only ${[...heard].join(', ')}`)
  }
  browser.check()
})

interface Alignment {
  blockId: string
  words: { text: string; start: number; end: number }[]
}

async function readAlignment({ api }: TestStudio, chapter: TestChapter, blockId: string): Promise<Alignment> {
  const { projectId, chapterId } = chapter
  const { body } = await api.get(`/lectern/v1/projects/${projectId}/chapters/${chapterId}/blocks/${blockId}/times`)
  return { blockId, words: body.words }
}

test('what is to be heard at once and fails says why', options, async () => {
  const beforeSpeak = () => Promise.reject(new Error('no voice today'))
  const slow = { ...openToneEngine({ beforeSpeak }), id: 'slow', hidden: false, isSlow: true, concurrency: 1 }
  await using browser = await openTestBrowser({ engines: [slow], mayLog: /no voice today|internal/ })
  browser.mayLog = /Failed to load/
  const chapter = await browser.studio.addChapter([''])
  const paragraph = 'It was so dark that night, and so cold at the harbour, that nobody came. Then it rained.'
  await browser.studio.write(chapter, [toBlock(paragraph, 'slow-a')])
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.locator('.p.failed').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
})

test('a paragraph whose sound has gone from the disk is spoken once more for who plays it', options, async () => {
  await using browser = await openTestBrowser()
  browser.mayLog = /Failed to load/
  const { studio } = browser
  const chapter = await studio.addChapter(['It was dark.', 'Then it rained.'])
  await studio.convert(chapter)
  const { files } = studio.studio
  await files.delete(await Array.fromAsync(files.list('takes/')))
  for (const path of ['', '/listen']) {
    const page = await browser.open(`/projects/${chapter.projectId}${path}`)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await heardWord(page, /rained/)
    await page.close()
    await files.delete(await Array.fromAsync(files.list('takes/')))
  }
  assert.equal(studio.spoken().length, 6)
  browser.check()
})

test('a book that is listened to follows its text, also after a moment without the server', options, async () => {
  await using browser = await openTestBrowser()
  browser.mayLog = /ERR_FAILED/
  const chapter = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${chapter.projectId}/listen`)
  await page.getByText('It was dark.').waitFor()
  let isAway = true
  let isAsked = false
  await page.route('**/editor', async (route) => {
    if (!isAway) return route.continue()
    await route.abort()
    isAsked = true
  })
  await browser.studio.edit(chapter, ['It was light.'])
  await until('it is asked for in vain', () => isAsked)
  isAway = false
  await browser.studio.edit(chapter, ['It was bright.'])
  await page.getByText('It was bright.').waitFor()
  browser.check()
})

test('the speed stays as it was chosen, also in the next chapter', options, async () => {
  await using browser = await openTestBrowser()
  const projectId = await browser.studio.addProject([['It was dark.'], ['It was light.']])
  const page = await browser.open(`/projects/${projectId}/listen`)
  const speed = page.getByRole('combobox', { name: 'Playback speed' })
  await speed.selectOption('1.5')
  await page.getByRole('combobox', { name: 'Chapter' }).selectOption({ label: 'Chapter 2' })
  await page.getByText('It was light.').waitFor()
  assert.equal(await speed.inputValue(), '1.5')
  browser.check()
})
