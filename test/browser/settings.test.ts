import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFakeLanguageModel } from '#server/language-model/fake-language-model.test-kit.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test(
  'the first key is made without losing the way in; others come in with theirs until it is revoked',
  options,
  async () => {
    await using browser = await openTestBrowser()
    browser.mayLog = /401/
    const page = await browser.open('/settings')
    await page.getByRole('tab', { name: 'Keys' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('My browser')
    assert.equal(await page.getByRole('combobox', { name: 'Role' }).isDisabled(), true)
    await page.getByRole('button', { name: 'Make a key' }).click()
    const table = page.getByRole('table', { name: 'Keys' })
    await table.getByText('this browser').waitFor()
    const secretField = page.getByRole('textbox', { name: 'Secret, shown only this once' })
    const first = await secretField.inputValue()
    await page.getByRole('textbox', { name: 'Name' }).fill('Reading club')
    await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Viewer' })
    await page.getByRole('combobox', { name: 'Good for' }).selectOption({ label: '30 days' })
    await page.getByRole('button', { name: 'Make a key' }).click()
    await until('another secret is shown', async () => (await secretField.inputValue()) !== first || undefined)
    const second = await secretField.inputValue()

    const guest = await browser.open('/settings')
    await guest.getByRole('textbox', { name: 'API key' }).fill(second)
    await guest.keyboard.press('Enter')
    await guest.getByRole('tab', { name: 'About' }).waitFor()
    assert.deepEqual(await guest.getByRole('tab').allTextContents(), ['Voices', 'About'])
    await table.getByRole('button', { name: 'Revoke Reading club' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await table.getByText('Revoked').waitFor()
    await guest.goto(`${browser.url}/`)
    await guest.getByRole('textbox', { name: 'API key' }).waitFor()
    browser.check()
  },
)

test('what takes space is told, and encoded chapters are deleted', options, async () => {
  await using browser = await openTestBrowser()
  const { studio } = browser
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convertProject(chapter.projectId)
  await studio.stream(chapter)
  await until('it is kept', async () => {
    const { rowCount } = await studio.studio.db.execute(`update renditions set used_at = now() - interval '2 hours'`)
    return Number(rowCount) > 0 || undefined
  })
  const page = await browser.open('/settings')
  await page.getByRole('tab', { name: 'Storage' }).click()
  const list = page.getByRole('list', { name: 'What takes space' })
  await list.getByText('Encoded chapters', { exact: true }).waitFor()
  assert.equal(await list.getByRole('listitem').count(), 4)
  await page.getByRole('button', { name: 'Delete encoded chapters' }).click()
  await page.getByRole('status').getByText('1 encoded chapter is deleted.').waitFor()
  await page.getByRole('button', { name: 'Delete encoded chapters' }).waitFor({ state: 'hidden' })
  await page.getByRole('list', { name: 'Workers' }).getByText('tone').waitFor()
  browser.check()
})

test('a language model is told of and asked; without one it is said how to get one', options, async () => {
  await using model = await openFakeLanguageModel(() => ({ sum: 5 }))
  await using browser = await openTestBrowser({ environment: model.environment })
  const page = await browser.open('/settings')
  await page.getByRole('tab', { name: 'Language model' }).click()
  await page.getByText('fake-model').waitFor()
  await page.getByRole('button', { name: 'Ask it something small' }).click()
  await page
    .getByRole('status')
    .getByText(/It answered after \d/)
    .waitFor()
  await page.goto(`${browser.url}/`)
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('menuitem', { name: 'Podcast' }).click()
  await page.getByRole('textbox', { name: 'Wishes' }).waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Language' }).isEnabled(), true)
  browser.check()
})
