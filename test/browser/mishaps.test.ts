import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('a double click is one click: one project, one chapter', options, async () => {
  await using browser = await openTestBrowser()
  const { api } = browser.studio
  const list = async () => (await api.get('/v1/studio/projects')).body.projects
  const text = (await browser.open('/')).getByRole('textbox', { name: 'Chapter text' })
  const page = text.page()
  await page.getByRole('button', { name: 'Open the sample book' }).dblclick()
  await text.waitFor()
  const before = await page.getByRole('link', { name: 'Preface', exact: true }).count()
  assert.deepEqual([(await list()).length, before], [1, 1])

  const chapters = page.getByRole('navigation', { name: 'Chapters' }).getByRole('link')
  const number = (await chapters.count()) + 1
  await page.getByRole('button', { name: 'Add chapter' }).dblclick()
  await page.getByRole('link', { name: `Chapter ${number}`, exact: true }).waitFor()
  const [{ project_id: projectId }] = await list()
  assert.equal((await browser.studio.listChapters(projectId)).length, number)

  await page.goto(`${browser.url}/`)
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('menuitem', { name: 'From scratch' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Rain')
  await page.getByRole('button', { name: 'Create', exact: true }).dblclick()
  await text.waitFor()
  assert.equal((await list()).length, 2)

  // What cannot be done with an empty project says so.
  for (const name of ['Generate', 'Generate chapter', 'Play']) {
    await page.reload() // without what was told before
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('status').getByText('There is no text here to say.').waitFor()
  }
  await page.getByRole('link', { name: 'Cast' }).click()
  await page.getByText('There is no text in this project yet.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Find the characters' }).count(), 0)
  browser.check()
})

test(
  'what is written in a dialog stays: over a look at another tab, a selection that ends beside it, and closing it',
  options,
  async () => {
    await using browser = await openTestBrowser()
    const { projectId } = await browser.studio.addChapter(['It was dark.'])
    const page = await browser.open(`/projects/${projectId}`)
    await page.getByText('It was dark.').waitFor()
    await page.getByRole('button', { name: 'Project settings' }).click()
    const dialog = page.getByRole('dialog', { name: 'Project settings' })
    const title = dialog.getByRole('textbox', { name: 'Title' })
    await title.fill('Rain')
    await dialog.getByRole('tab', { name: 'Pauses' }).click()
    await dialog.getByRole('spinbutton', { name: 'After a heading' }).waitFor()
    await dialog.getByRole('tab', { name: 'General' }).click()
    assert.equal(await title.inputValue(), 'Rain')

    await dialog.getByRole('tab', { name: 'Pronunciations' }).click()
    await dialog.getByRole('button', { name: 'Say a word differently' }).click()
    const pronouncing = page.getByRole('dialog', { name: 'Pronunciation', exact: true })
    await pronouncing.getByRole('textbox', { name: 'Word' }).fill('dark')
    await pronouncing.getByRole('textbox', { name: 'Sounds like' }).fill('gloomy')
    await page.keyboard.press('Enter')
    await dialog.getByRole('cell', { name: 'gloomy' }).waitFor()
    await dialog.getByRole('tab', { name: 'General' }).click()
    assert.equal(await title.inputValue(), 'Rain')

    await title.hover()
    await page.mouse.down()
    await page.mouse.move(20, 400)
    await page.mouse.up()
    assert.equal(await title.inputValue(), 'Rain')
    await dialog.getByRole('tab', { name: 'Cover' }).click()
    await page.mouse.click(20, 400)
    await dialog.getByRole('alert').getByText('What you wrote here is not saved.').waitFor()
    assert.ok(await title.isVisible())
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('status').getByText('Saved').waitFor()
    await title.fill('Snow')
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'Close without saving' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Project settings' }).click()
    assert.equal(await title.inputValue(), 'Rain')
    await page.mouse.click(20, 400)
    await dialog.waitFor({ state: 'detached' })
    browser.check()
  },
)

test('a document that cannot be read says what to do, and is deleted from where that is said', options, async () => {
  await using browser = await openTestBrowser()
  const page = await browser.open('/')
  await page.getByRole('button', { name: 'Choose a document' }).click()
  const buffer = Buffer.from('PK, but nothing more')
  await page.getByLabel('Document', { exact: true }).setInputFiles({ name: 'rain.epub', mimeType: '', buffer })
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('alert').getByText('Open it in the program that made it, and save it again.').waitFor()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('status').getByText('rain is deleted.').waitFor()
  assert.equal(await page.getByRole('link', { name: 'rain', exact: true }).count(), 0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'rain', exact: true }).waitFor()
  browser.check()
})

test(
  'a chapter without a name can be chosen, and the address of one that is gone leads to its book',
  options,
  async () => {
    await using browser = await openTestBrowser()
    browser.mayLog = /404/
    const content = ['Rain', ''].map((name) => ({ name, blocks: [] }))
    const form = { name: 'Test', from_content_json: JSON.stringify(content) }
    const { project } = (await browser.studio.api.form('/v1/studio/projects', form)).body
    const page = await browser.open(`/projects/${project.project_id}`)
    await page.getByRole('link', { name: 'Untitled', exact: true }).click()
    await until('it is open', async () => (await page.title()).includes('Test'))
    // The project comes after the refusal of its chapter.
    const isProject = (url: URL) => url.pathname === `/v1/studio/projects/${project.project_id}`
    let isRefused = false
    page.on('response', (answer) => {
      isRefused ||= answer.status() === 404
    })
    await page.route(isProject, async (route) => {
      await until('the chapter is refused', () => isRefused)
      await route.continue()
    })
    await page.goto(`${browser.url}/projects/${project.project_id}/chapters/none`)
    await page.getByRole('textbox', { name: 'Chapter text' }).waitFor()
    browser.check()
  },
)
