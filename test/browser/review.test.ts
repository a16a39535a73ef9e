import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('odd names are listened to, said differently everywhere and found right, with keys alone', options, async () => {
  await using browser = await openTestBrowser()
  const { studio } = browser
  const chapter = await studio.addChapter([
    'Oyelaran came at noon.',
    'Nobody had asked for Zschokke.',
    'Then Oyelaran left.',
  ])
  const path = `/lectern/v1/projects/${chapter.projectId}/chapters/${chapter.chapterId}`
  await studio.api.post(`${path}/speak`)
  await until('all is spoken', async () => {
    const { blocks } = (await studio.api.get(`${path}/editor`)).body
    return blocks.every((block: { state: string }) => block.state === 'converted') || undefined
  })
  // The tone engine guesses nothing; others say so like this.
  await studio.studio.db.execute(`update takes set
    warnings = '[{"code":"text_guessed","message":"Said by guess, since no dictionary has it: Oyelaran, Zschokke."}]'`)
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await page.getByRole('textbox', { name: 'Chapter text' }).click()
  await page.keyboard.press('Alt+R')
  const review = page.getByRole('complementary', { name: 'Review' })
  await review.getByText('1 of 2').waitFor()
  await page.keyboard.press('j')
  await review.getByText('2 of 2').waitFor()
  const lineOf = (which: string) => page.evaluate(`getComputedStyle(document.querySelector('ol ${which}')).borderColor`)
  assert.notEqual(await lineOf('.card[data-shown]'), await lineOf('.card:not([data-shown])'), 'it is seen which one')
  await page.keyboard.press('r')
  await until('one is left', async () => (await review.getByRole('listitem').count()) === 1 || undefined)
  await page.keyboard.press('l')
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  await page.keyboard.press('f')
  const dialog = page.getByRole('dialog', { name: 'Pronunciation' })
  assert.equal(await dialog.getByRole('textbox', { name: 'Word' }).inputValue(), 'Oyelaran')
  await dialog.getByRole('textbox', { name: 'Sounds like' }).fill('oh-yeh-la-ran')
  await dialog.getByRole('button', { name: 'Listen' }).click()
  await until('it is heard', () => studio.spoken().includes('oh-yeh-la-ran') || undefined)
  await page.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Say it so everywhere' }).press('Enter')
  await page.getByRole('status').getByText('2 paragraphs say it so from now on.').waitFor()
  await until('both are to be spoken', async () => (await page.locator('.p.unconverted').count()) === 2 || undefined)
  browser.check()
})

test(
  'at 390 px the text is the screen: chapters come from below, and the player is at the thumb',
  options,
  async () => {
    await using browser = await openTestBrowser()
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const page = await browser.open('/', phone)
    await page.getByRole('heading', { name: 'Begin with a book' }).waitFor() // nothing can be dropped here
    const projectId = await browser.studio.addProject([['It was dark.'], ['Rain fell.']])
    await page.goto(`${browser.url}/projects/${projectId}`)
    await page.getByText('It was dark.').waitFor()
    await page.getByRole('button', { name: 'Show chapters' }).tap()
    await page.getByRole('link', { name: 'Chapter 2' }).tap()
    await page.getByText('Rain fell.').tap()
    await page.getByRole('button', { name: 'Play', exact: true }).tap()
    await page.locator('.p.converted').waitFor()
    await page.getByRole('combobox', { name: 'Playback speed' }).selectOption('2')
    await page.goto(`${browser.url}/projects/${projectId}/listen`)
    await page.getByRole('combobox', { name: 'Chapter' }).selectOption({ label: 'Chapter 2' })
    await page.getByText('Rain fell.').tap()
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
    await page.reload()
    await page.getByText('Rain fell.').waitFor() // it remembers the place
    browser.check()
  },
)

test('nothing asks what can be undone: a chapter is moved, deleted and brought back', options, async () => {
  await using browser = await openTestBrowser()
  const projectId = await browser.studio.addProject([['It was dark.'], ['Rain fell.']])
  const page = await browser.open(`/projects/${projectId}`)
  const names = () => page.getByRole('navigation', { name: 'Chapters' }).getByRole('link').allTextContents()
  await page.getByRole('button', { name: 'Options of Chapter 2' }).click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await until('it is first', async () => (await names()).join() === 'Chapter 2,Chapter 1' || undefined)
  await page.getByRole('button', { name: 'Options of Chapter 2' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await until('it is gone', async () => (await names()).join() === 'Chapter 1' || undefined)
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await until('it is back', async () => (await names()).join() === 'Chapter 2,Chapter 1' || undefined)
  browser.check()
})

test('an address leads to a paragraph, and what is locked stays', options, async () => {
  await using browser = await openTestBrowser()
  browser.mayLog = /409/
  const chapter = await browser.studio.addChapter(['It was dark.', 'Rain fell.'])
  const { content } = await browser.studio.read(chapter)
  const block = content.blocks[1].block_id
  const page = await browser.open(`/projects/${chapter.projectId}/chapters/${chapter.chapterId}?block=${block}`)
  await page.locator('.p.now', { hasText: 'Rain fell.' }).waitFor()
  await page.getByRole('button', { name: 'Lock' }).click()
  await until('it is locked', async () => {
    const { blocks } = (
      await browser.studio.api.get(`/lectern/v1/projects/${chapter.projectId}/chapters/${chapter.chapterId}/editor`)
    ).body
    return blocks[1].locked || undefined
  })
  await page.getByRole('textbox', { name: 'Chapter text' }).focus()
  await page.keyboard.type('No.')
  await page.getByRole('status').getByText('This paragraph is locked. Unlock it to change it.').waitFor()
  assert.equal(await page.locator('.p .words').nth(1).textContent(), 'Rain fell.')
  const speed = page.getByRole('slider', { name: 'Speed', exact: true })
  await speed.press('ArrowRight')
  await page.getByRole('alert').getByText('is locked').waitFor()
  await until('it is as before', async () => (await speed.getAttribute('aria-valuetext')) === '1.00')
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByRole('status').getByText('This paragraph has not been spoken yet.').waitFor()
  await page.getByRole('button', { name: 'Lock' }).click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Yes.')
  await page.getByText('Rain fell. Yes.').waitFor()
  await page.keyboard.press('Control+z')
  await page.getByText('Rain fell.', { exact: true }).waitFor()
  browser.check()
})
