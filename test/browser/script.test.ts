import assert from 'node:assert/strict'
import { test } from 'node:test'
import { castStudio } from '../cast-voices.ts'
import { draftPodcast, lighthouses, scriptOf } from '../podcasts.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('a podcast is made of a text, its script is changed, approved and spoken', options, async () => {
  await using browser = await openTestBrowser(castStudio())
  const { studio } = browser
  const page = await browser.open('/')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('menuitem', { name: 'Podcast' }).click()
  const dialog = page.getByRole('dialog', { name: 'New project' })
  const create = dialog.getByRole('button', { name: 'Create' })
  assert.equal(await create.isEnabled(), false)
  await dialog.getByRole('textbox', { name: 'Addresses' }).fill('not an address')
  await dialog.getByText('This is no address: not an address').waitFor()
  await dialog.getByRole('textbox', { name: 'Addresses' }).fill('')
  await dialog.getByRole('textbox', { name: 'Text' }).fill(lighthouses)
  await dialog.getByRole('combobox', { name: 'Duration' }).selectOption({ label: 'Under 3 minutes' })
  await dialog.getByRole('combobox', { name: 'Guest' }).selectOption({ label: 'Ben' })
  await create.click()
  await page.waitForURL('**/script')
  await page.getByRole('heading', { name: 'Script' }).waitFor()
  const projectId = page.url().split('/').at(-2)!
  const turns = page.getByRole('list', { name: 'Turns' }).locator('> li')
  const count = await turns.count()
  const before = (await scriptOf(studio, projectId)).turns
  assert.equal(count, before.length)
  const quoted = turns.filter({ has: page.getByText('Source 1') }).first()
  assert.equal(await quoted.locator('blockquote').textContent(), await quoted.getByRole('textbox').inputValue())

  // What is written is kept by itself; a turn gets a place and its speaker, another goes and comes back.
  const first = page.getByRole('textbox', { name: 'Text of turn 1', exact: true })
  await first.fill('Good evening from the coast.')
  await page.getByRole('button', { name: 'Add turn' }).click()
  await page.keyboard.type('And good night.')
  const last = turns.last()
  await last.getByRole('combobox', { name: 'Speaker' }).selectOption({ label: 'Guest: Ben' })
  await turns.nth(1).getByRole('button', { name: 'Remove', exact: true }).click()
  const textsNow = async () => (await scriptOf(studio, projectId)).turns.map((turn: { text: string }) => turn.text)
  await until('all of it is on the server', async () => {
    const { turns: now } = await scriptOf(studio, projectId)
    const isChanged = now[0].text === 'Good evening from the coast.' && now.length === before.length
    return (isChanged && now.at(-1).text === 'And good night.' && now.at(-1).speaker === 'guest') || undefined
  })
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await until('it is back', async () => (await textsNow())[1] === before[1].text || undefined)
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor()
  await turns.nth(1).getByRole('button', { name: 'Options of turn 2' }).click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await until('it is first', async () => (await textsNow())[0] === before[1].text || undefined)
  await page.reload()
  await page.getByRole('textbox', { name: 'Text of turn 2', exact: true }).waitFor()
  assert.equal(
    await page.getByRole('textbox', { name: 'Text of turn 2', exact: true }).inputValue(),
    'Good evening from the coast.',
  )

  // What was written last is spoken too, however soon.
  await page.getByRole('textbox', { name: 'Text of turn 1', exact: true }).fill('Listen.')
  await page.getByRole('button', { name: 'Approve and speak' }).click()
  await page.waitForURL('**/chapters/**')
  await page.getByRole('textbox', { name: 'Chapter text' }).getByText('Listen.').waitFor()
  await page.locator('.p.converted').first().waitFor()
  await page.getByRole('link', { name: 'Script' }).click()
  await page.getByText('And good night.').waitFor()
  assert.equal(await page.getByRole('button', { name: /Add turn|Remove|Approve/ }).count(), 0)
  browser.check()
})

test('a draft opens at its script from the shelf; a bulletin has no guest', options, async () => {
  await using browser = await openTestBrowser(castStudio())
  const mode = { type: 'bulletin', bulletin: { host_voice_id: 'cast-nora' } }
  const { project_id: projectId, name } = await draftPodcast(browser.studio, { duration_scale: 'short', mode })
  const page = await browser.open('/')
  await page.getByRole('link', { name }).click()
  await page.waitForURL(`**/projects/${projectId}/script`)
  await page.getByText('Host: Nora').first().waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Speaker' }).count(), 0)
  browser.check()
})

test('a script that is changed in two tabs loses nothing: both texts are shown', options, async () => {
  await using browser = await openTestBrowser(castStudio())
  const mode = { type: 'bulletin', bulletin: { host_voice_id: 'cast-nora' } }
  const { project_id: projectId } = await draftPodcast(browser.studio, { duration_scale: 'short', mode })
  const page = await browser.open(`/projects/${projectId}/script`)
  const first = page.getByRole('textbox', { name: 'Text of turn 1', exact: true })
  await first.waitFor()
  const path = `/lectern/v1/projects/${projectId}/script`
  const { turns } = await scriptOf(browser.studio, projectId)
  const elsewhere = async (text: string) => {
    const sent = [{ ...turns[0], text }, ...turns.slice(1)]
    const headers = { 'content-type': 'application/json' }
    await browser.studio.api.json(path, { method: 'PUT', headers, body: JSON.stringify({ turns: sent }) }, 200)
  }
  await elsewhere('Written elsewhere first.')
  await until('it is shown', async () => (await first.inputValue()) === 'Written elsewhere first.' || undefined)
  let writes = 0
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() === 'PUT' && ++writes === 1) await elsewhere('Written elsewhere.')
    await route.continue()
  })
  await first.fill('Written here.')
  const dialog = page.getByRole('dialog', { name: 'This script was also changed elsewhere' })
  await dialog.getByText('Written here.').waitFor()
  await dialog.getByText('Written elsewhere.').waitFor()
  await dialog.getByRole('button', { name: 'Keep both' }).click()
  await until('both are kept', async () => {
    const texts = (await scriptOf(browser.studio, projectId)).turns.map((turn: { text: string }) => turn.text)
    return (texts[0] === 'Written elsewhere.' && texts[1] === 'Written here.') || undefined
  })
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor()
})
