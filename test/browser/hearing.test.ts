import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { SpeechGate } from '../speech-gate.ts'
import { toBlock } from '../studio.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'
import { heardWord } from './heard-word.ts'

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
