import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { startWorking } from '#server/start-working.ts'
import { SpeechGate } from '../speech-gate.ts'
import { toBlock } from '../studio.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

/** The server refuses to keep the chapter. @returns what lets it keep it again */
async function refuseText(page: Page, status: number, code: string, message: string): Promise<() => Promise<void>> {
  const isKept = /\/lectern\/v1\/projects\/.*\/editor$/
  await page.route(isKept, async (route) => {
    if (route.request().method() !== 'PUT') return route.continue()
    await route.fulfill({ status, json: { detail: { code, message } } })
  })
  return () => page.unroute(isKept)
}

test('what is written while a document is read waits, calmly, and arrives', options, async () => {
  await using browser = await openTestBrowser()
  browser.mayLog = /409/
  const chapter = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await page.getByText('It was dark.').click()
  const keepAgain = await refuseText(page, 409, 'already_processing', 'The content of "Test" is still being made.')
  await page.keyboard.press('End')
  await page.keyboard.type(' Snow fell.')
  const status = page.getByRole('status')
  await status.getByText('A document is being read – your changes are kept here').waitFor()
  const told: string[] = []
  await page.exposeFunction('tell', (text: string) => void told.push(text))
  await page.evaluate(`{
    const place = document.querySelector('.save')
    new MutationObserver(() => tell(place.textContent)).observe(place, { subtree: true, childList: true, characterData: true })
  }`)
  await page.keyboard.type(' And rain.')
  await page.waitForResponse((answer) => answer.status() === 409)
  await page.waitForResponse((answer) => answer.status() === 409)
  await keepAgain()
  await status.getByText('Saved', { exact: true }).waitFor()
  await until('all is told', () => told.at(-1) === 'Saved')
  assert.deepEqual(told, ['Saved'])
  const { content } = await browser.studio.read(chapter)
  assert.equal(content.blocks[0].nodes[0].text, 'It was dark. Snow fell. And rain.')
  browser.check()
})

test('a full disk is told in the language of the studio, and nothing that is written is lost', options, async () => {
  await using browser = await openTestBrowser()
  browser.mayLog = /507/
  const chapter = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${chapter.projectId}`, { locale: 'de-DE' })
  await page.getByText('It was dark.').click()
  const keepAgain = await refuseText(page, 507, 'disk_full', 'The disk of the database is full.')
  await page.keyboard.press('End')
  await page.keyboard.type(' Snow fell.')
  const status = page.getByRole('status')
  await status.getByText('Der Speicherplatz des Servers ist voll.').waitFor()
  await page.reload()
  await page.getByText('It was dark. Snow fell.').waitFor()
  await status.getByText('Der Speicherplatz des Servers ist voll.').waitFor()
  await keepAgain()
  await status.getByText('Gespeichert', { exact: true }).waitFor()
  const { content } = await browser.studio.read(chapter)
  assert.equal(content.blocks[0].nodes[0].text, 'It was dark. Snow fell.')
  browser.check()
})

test('a slow voice that is listened to shows that it gets ready, and can be stopped', options, async () => {
  const gate = new SpeechGate()
  const slow = { ...openToneEngine({ beforeSpeak: gate.pass }), id: 'slow', hidden: false, isSlow: true }
  await using browser = await openTestBrowser({ engines: [slow] })
  const chapter = await browser.studio.addChapter([''])
  await browser.studio.write(chapter, [toBlock('It was dark.', 'slow-a')])
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await page.getByText('It was dark.').click()
  const voices = page.getByRole('complementary', { name: 'Voices' })
  const listen = voices.getByRole('button', { name: /^Listen to/ }).first()
  const waiting = page.getByRole('status').getByText('The voice is getting ready …')
  await listen.click()
  await waiting.waitFor({ state: 'attached' })
  await listen.click()
  await waiting.waitFor({ state: 'detached' })
  await listen.click()
  await waiting.waitFor({ state: 'attached' })
  gate.open()
  await waiting.waitFor({ state: 'detached' })
  assert.equal(await page.getByRole('alert').count(), 0)
  browser.check()
})

test('where no worker is there to speak, the studio says so until one is', options, async () => {
  await using browser = await openTestBrowser({ isWorking: false, mayLog: /No worker is ready/ })
  browser.mayLog = /503/
  const { projectId } = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('It was dark.').click()
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  const status = page.getByRole('status')
  await status.getByText('No worker is ready – what waits is spoken as soon as one is').waitFor()
  await startWorking(browser.studio.studio)
  await page.locator('.p.converted').waitFor()
  await status.getByText('Saved', { exact: true }).waitFor()
  browser.check()
})
