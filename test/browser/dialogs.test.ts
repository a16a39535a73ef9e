import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { SpeechGate } from '../speech-gate.ts'
import { toBlock } from '../studio.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

/** Waits until what has the focus has this text or name. */
function hasFocus(page: Page, name: string): Promise<unknown> {
  return until(`the focus is on ${name}`, async () => {
    const focused = page.locator(':focus')
    if ((await focused.count()) === 0) return undefined
    return [await focused.getAttribute('aria-label'), await focused.textContent()].includes(name) || undefined
  })
}

test(
  'a book is taken away with keys alone: the focus never gets lost, and what is being made can be stopped',
  options,
  async () => {
    const gate = new SpeechGate()
    await using browser = await openTestBrowser({ beforeSpeak: gate.pass })
    const { projectId } = await browser.studio.addChapter(['It was dark.'])
    const page = await browser.open(`/projects/${projectId}`)
    await page.getByText('It was dark.').waitFor()
    await page.getByRole('button', { name: 'Export' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Export' })
    await dialog.getByRole('button', { name: 'Generate what is missing' }).press('Enter')
    await hasFocus(page, 'Stop')
    gate.open()
    await hasFocus(page, 'Create file')

    // One that never gets ready, as far as this page hears.
    let isAsked = false
    let isDeleted = false
    await page.route('**/lectern/v1/exports/*', async (route) => {
      if (route.request().method() === 'DELETE') isDeleted = true
      const one = { export_id: 'x', state: 'working', progress: 0.5, file_name: 'x', download_url: null, error: null }
      await route.fulfill({ json: one })
    })
    await page.route('**/exports/m4b', (route) => {
      isAsked = true
      const one = { export_id: 'x', state: 'queued', progress: 0, file_name: 'x', download_url: null, error: null }
      return route.fulfill({ json: one })
    })
    await dialog.getByRole('radio', { name: 'M4B audiobook' }).check()
    await dialog.getByRole('button', { name: 'Create file' }).press('Enter')
    await hasFocus(page, 'Stop')
    await until('it is asked for', () => isAsked)
    await page.keyboard.press('Enter')
    await hasFocus(page, 'Create file')
    assert.ok(isDeleted)
    assert.equal(await dialog.getByRole('alert').count(), 0)
    await page.unrouteAll()

    await page.keyboard.press('Enter')
    await dialog
      .getByRole('link', { name: /^Download .*m4b$/ })
      .and(page.locator(':focus'))
      .waitFor()
    browser.check()
  },
)

test(
  'what is deleted of the history is hidden until the dialog is closed, and comes back until then',
  options,
  async () => {
    await using browser = await openTestBrowser()
    const chapter = await browser.studio.addChapter([''])
    const path = `/lectern/v1/projects/${chapter.projectId}/chapters/${chapter.chapterId}`
    const { blocks } = (await browser.studio.api.get(`${path}/editor`)).body
    const [{ block_id: id }] = blocks
    const list = async (): Promise<unknown[]> =>
      (await browser.studio.api.get(`${path}/blocks/${id}/history`)).body.generations
    for (const [index, text] of ['It is dark.', 'It was dark.'].entries()) {
      await browser.studio.write(chapter, [{ ...toBlock(text), block_id: id }])
      await browser.studio.api.post(`${path}/blocks/${id}/speak`, { mode: 'missing' })
      await until('it is spoken', async () => (await list()).length === index + 1)
    }
    const page = await browser.open(`/projects/${chapter.projectId}`)
    await page.getByText('It was dark.').click()
    const open = async () => {
      await page.getByRole('button', { name: 'History', exact: true }).click()
      await page.getByRole('dialog', { name: 'History' }).getByRole('button', { name: 'Delete' }).press('Enter')
      await hasFocus(page, 'Undo')
    }
    await open()
    await page.keyboard.press('Enter')
    await hasFocus(page, 'Listen')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await open()
    assert.equal((await list()).length, 2)
    await page.keyboard.press('Escape')
    await until('it is deleted', async () => (await list()).length === 1)
    browser.check()
  },
)

test('a dialog that cannot be loaded leaves the text alone, and opens as soon as it can', options, async () => {
  await using browser = await openTestBrowser()
  browser.mayLog = /ERR_FAILED|dynamically imported|reading/
  const { projectId } = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open('/')
  await page.route('**/assets/export-dialog*', (route) => route.abort())
  await page.goto(`${browser.url}/projects/${projectId}`)
  const text = page.getByRole('textbox', { name: 'Chapter text' })
  await text.getByText('It was dark.').waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('alert').getByText('This could not be opened').waitFor()
  await text.getByText('It was dark.').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('dialog', { name: 'Export' }).waitFor()
  browser.check()
})

test('the studio on a machine that loses its network goes on', options, async () => {
  await using browser = await openTestBrowser()
  const { projectId } = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('It was dark.').click()
  await page.evaluate(`{
    Object.defineProperty(navigator, 'onLine', { value: false })
    dispatchEvent(new Event('offline'))
  }`)
  await page.getByRole('button', { name: 'History', exact: true }).click()
  await page.getByText('This paragraph has not been spoken yet.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('button', { name: 'Generate what is missing' }).click()
  const create = page.getByRole('button', { name: 'Create file' })
  await until('all is converted', () => create.isEnabled())
  browser.check()
})

test('a word that is chosen is said as it is written next', options, async () => {
  await using browser = await openTestBrowser()
  const { projectId } = await browser.studio.addChapter(['Okonkwo came.'])
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('Okonkwo came.').dblclick({ position: { x: 20, y: 10 } })
  await page.keyboard.press('Alt+s')
  await page.getByRole('textbox', { name: 'Sounds like' }).and(page.locator(':focus')).waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'Word' }).inputValue(), 'Okonkwo')
  browser.check()
})

test('a break is no word: the dialog of pronunciations begins without one', options, async () => {
  await using browser = await openTestBrowser()
  const { projectId } = await browser.studio.addChapter(['It was dark. <break time="1s" /> Rain fell.'])
  const page = await browser.open(`/projects/${projectId}`)
  await page.locator('.break').click()
  await page.getByRole('button', { name: 'Pronunciation' }).click()
  assert.equal(await page.getByRole('textbox', { name: 'Word' }).inputValue(), '')
  browser.check()
})

test('who chooses a document begins at its field', options, async () => {
  await using browser = await openTestBrowser()
  const page = await browser.open('/')
  await page.getByRole('button', { name: 'Choose a document' }).press('Enter')
  await page.getByLabel('Document', { exact: true }).and(page.locator(':focus')).waitFor()
  browser.check()
})

test('a rule that is removed is brought back, and so is a cover', options, async () => {
  await using browser = await openTestBrowser()
  const { studio } = browser
  const { projectId } = await studio.addChapter(['Okonkwo came.'])
  const path = `/lectern/v1/projects/${projectId}`
  await studio.api.post(`${path}/pronounce`, { text: 'Okonkwo', alias: 'oh-KON-kwo' })
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('Okonkwo came.').waitFor()
  await page.getByRole('button', { name: 'Project settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Project settings' })
  await dialog.getByRole('tab', { name: 'Pronunciations' }).click()
  await dialog.getByRole('button', { name: 'Remove Okonkwo' }).press('Enter')
  await dialog.getByText('Every word is said as the voice knows it.').waitFor()
  await hasFocus(page, 'Undo')
  await page.keyboard.press('Enter')
  await dialog.getByRole('cell', { name: 'oh-KON-kwo' }).waitFor()

  await dialog.getByRole('tab', { name: 'Cover' }).click()
  await dialog.getByLabel('Picture').setInputFiles(join(import.meta.dirname, '../../docs/screens/about.png'))
  await dialog.getByRole('img', { name: 'The cover of Test' }).waitFor()
  await dialog.getByRole('button', { name: 'Remove' }).press('Enter')
  await hasFocus(page, 'Undo')
  await page.keyboard.press('Enter')
  await dialog.getByRole('img', { name: 'The cover of Test' }).waitFor()
  browser.check()
})

test('whoever goes to another page with a key begins there', options, async () => {
  await using browser = await openTestBrowser()
  const page = await browser.open('/')
  await page.getByRole('button', { name: 'Settings' }).press('Enter')
  await page.getByRole('tab', { name: 'Voices' }).waitFor()
  await page.locator('main:focus').waitFor()
  browser.check()
})
