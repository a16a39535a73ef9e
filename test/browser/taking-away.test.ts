import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('a file has what was changed and spoken in the editor since the last one', options, async () => {
  await using browser = await openTestBrowser()
  const { projectId } = await browser.studio.addChapter(['It was dark.', 'Rain fell.'])
  await browser.studio.convertProject(projectId)
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('Rain fell.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Snow fell.')
  await page.keyboard.press('Alt+Enter')
  const spoken = page.locator('.p.converted')
  await until('all is spoken', async () => (await spoken.count()) === 2)
  await page.getByRole('button', { name: 'Export' }).click()
  assert.match(await createCaptions(page), /Rain fell\.[^S]*Snow fell\./)
  browser.check()
})

test('what is spoken in the editor can be taken away without speaking it again', options, async () => {
  await using browser = await openTestBrowser()
  const { projectId } = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('It was dark.').click()
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.locator('.p.converted').waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  assert.match(await createCaptions(page), /It was dark\./)
  assert.equal(await page.getByRole('button', { name: 'Generate what is missing' }).count(), 0)
  assert.deepEqual(browser.studio.spoken(), ['It was dark.'])

  // What was put together is taken again, as long as nothing has changed.
  const list = async () => (await browser.studio.api.get(`/v1/studio/projects/${projectId}/snapshots`)).body.snapshots
  assert.match(await createCaptions(page), /It was dark\./)
  assert.equal((await list()).length, 1)
  browser.check()
})

async function createCaptions(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('radio', { name: 'VTT captions' }).check()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Create file' }).click()
  return readFile(await (await download).path(), 'utf8')
}
