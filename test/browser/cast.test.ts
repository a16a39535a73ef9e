import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startWorking } from '#server/start-working.ts'
import { castStudio, chapters } from '../cast-voices.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser, type TestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('a cast is found, changed, undone and applied, and its voices are in the text', options, async () => {
  await using browser = await openTestBrowser(castStudio())
  const projectId = await browser.studio.addProject(chapters)
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByRole('link', { name: 'Cast' }).click()
  await page.getByRole('heading', { name: 'Cast' }).waitFor()
  await page.getByRole('button', { name: 'Find the characters' }).click()
  const people = page.getByRole('table', { name: 'Characters' })
  const lines = page.getByRole('table', { name: 'Lines' })
  await people.getByRole('row', { name: /Mr\. Brown/ }).waitFor()
  assert.deepEqual(await readPeople(page), ['Mr. Brown 4', 'Anna 2', 'Mrs. Hill 1'])
  assert.match((await lines.getByRole('row', { name: /So it does/ }).textContent())!, /Anna.*named beside it.*\d+ %/)

  // A name and a voice are changed where they stand.
  const name = people.getByRole('textbox', { name: 'Name of Mrs. Hill' })
  await name.fill('Granny')
  await name.press('Enter')
  await people.getByRole('combobox', { name: 'Voice of Granny' }).selectOption({ label: 'Nora' })
  await people.getByText('Mrs. Hill', { exact: true }).waitFor()

  // Lines change hands, to somebody who is there and to somebody new.
  await lines.getByRole('checkbox', { name: 'Choose “I will,”' }).check()
  await page.getByRole('button', { name: 'Give to …' }).click()
  await page.getByRole('menuitem', { name: 'Granny' }).click()
  await page.getByRole('status').getByText('1 line is given to Granny.').waitFor()
  await untilPeople(page, ['Mr. Brown 4', 'Granny 2', 'Anna 1'])
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
  await untilPeople(page, ['Mr. Brown 4', 'Anna 2', 'Granny 1'])
  await lines.getByRole('checkbox', { name: 'Choose “Only me,”' }).check()
  await page.getByRole('button', { name: 'Give to …' }).click()
  await page.getByRole('menuitem', { name: 'Somebody new …' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('The cat')
  await page.keyboard.press('Enter')
  await untilPeople(page, ['Mr. Brown 3', 'Anna 2', 'Granny 1', 'The cat 1'])

  // What was changed by hand is not forgotten without being asked for.
  await page.getByRole('button', { name: 'Forget it all and find it again' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await untilPeople(page, ['Mr. Brown 3', 'Anna 2', 'Granny 1', 'The cat 1'])

  // Two are one, and it is undone from the line at the bottom.
  await people.getByRole('checkbox', { name: 'Choose Granny' }).check()
  await people.getByRole('checkbox', { name: 'Choose Anna' }).check()
  await page.getByRole('button', { name: 'Merge' }).click()
  await untilPeople(page, ['Anna 3', 'Mr. Brown 3', 'The cat 1'])
  await page.getByRole('status').filter({ hasText: 'They are Anna now.' }).getByRole('button', { name: 'Undo' }).click()
  await untilPeople(page, ['Mr. Brown 3', 'Anna 2', 'Granny 1', 'The cat 1'])

  await people.getByRole('button', { name: 'Show 2 lines of Anna' }).click()
  await until('only hers are shown', async () => (await lines.getByRole('checkbox').count()) === 3 || undefined)
  await page.getByRole('button', { name: 'Apply' }).dblclick()
  await page
    .getByRole('status')
    .getByText(/paragraphs? ha(s|ve) other voices now/)
    .waitFor()
  await lines.getByText('“So it does,”').click()
  await page.waitForURL('**/chapters/*?block=*')
  await page.getByRole('list', { name: 'Used in this project' }).getByText('Sue').waitFor()
  const colors = `new Set([...document.querySelectorAll('.voice')].map((one) => getComputedStyle(one).boxShadow)).size`
  await until('each voice has its colour', async () => ((await page.evaluate(colors)) as number) > 1)
  const [chapter] = await browser.studio.listChapters(projectId)
  const { content } = await browser.studio.read(chapter!)
  assert.deepEqual(
    content.blocks[1].nodes.map((node: { voice_id: string }) => node.voice_id),
    ['cast-sue', 'tone-a'],
  )
  browser.check()
})

test(
  'looking for a cast is seen and stopped; what was found in another window is shown in this one',
  options,
  async () => {
    await using browser = await openTestBrowser({ ...castStudio(), isWorking: false })
    const projectId = await browser.studio.addProject(chapters)
    const page = await browser.open(`/projects/${projectId}/cast`)
    await page.getByRole('button', { name: 'Find the characters' }).click()
    await page.getByRole('progressbar', { name: 'Finding the characters' }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Find the characters' }).waitFor()
    await startWorking(browser.studio.studio)
    await browser.studio.api.post(`/lectern/v1/projects/${projectId}/cast/find`)
    await page.getByRole('table', { name: 'Characters' }).waitFor()
    browser.check()
  },
)

test('the review leads to lines of which nobody is sure', options, async () => {
  await using browser = await openTestBrowser(castStudio())
  const projectId = await browser.studio.addProject(chapters)
  await findCast(browser, projectId)
  await browser.studio.studio.db.execute(`update cast_lines set confidence = 0.3 where evidence = 'pronoun'`)
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByRole('textbox', { name: 'Chapter text' }).click()
  await page.keyboard.press('Alt+R')
  const review = page.getByRole('complementary', { name: 'Review' })
  await review.getByText('Perhaps Anna says it.').waitFor()
  await review.getByRole('button', { name: 'Fix' }).click()
  await page.waitForURL('**/cast?lines=unsure')
  const lines = page.getByRole('table', { name: 'Lines' })
  await lines.getByText('unsure').waitFor()
  assert.equal(await lines.getByRole('checkbox', { name: /^Choose “/ }).count(), 1)
  browser.check()
})

test('a viewer sees who speaks and has no dead buttons', options, async () => {
  const { engines, environment } = castStudio()
  const keys = { LECTERN_API_KEYS: 'me:my-secret, guest:may-look:viewer' }
  await using browser = await openTestBrowser({ engines, environment: { ...environment, ...keys } })
  browser.mayLog = /401/
  browser.studio.api.key = 'my-secret'
  const projectId = await browser.studio.addProject(chapters)
  await findCast(browser, projectId)
  const page = await browser.open(`/sign-in?next=/projects/${projectId}/cast`)
  await page.getByRole('textbox', { name: 'API key' }).fill('may-look')
  await page.keyboard.press('Enter')
  await page.getByRole('table', { name: 'Characters' }).getByText('Mrs. Hill').waitFor()
  const names = /Merge|Give to|Undo|Apply|Find|Forget|Look through/
  assert.equal(await page.getByRole('button', { name: names }).count(), 0)
  assert.equal(await page.getByRole('checkbox').count(), 0)
  assert.equal(await page.locator('.cast-table input, .cast-table select').count(), 0)
  const otherId = await browser.studio.addProject(chapters)
  await page.goto(`${browser.url}/projects/${otherId}/cast`)
  await page.getByText('Whoever may change the book can begin it.').waitFor()
  browser.check()
})

test('what is new is made with voices for its characters when that is asked for', options, async () => {
  await using browser = await openTestBrowser(castStudio())
  const page = await browser.open('/')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('menuitem', { name: 'From a document' }).click()
  const buffer = Buffer.from(chapters[0]!.join('\n\n'))
  const file = { name: 'Rain.txt', mimeType: 'text/plain', buffer }
  await page.getByLabel('Document', { exact: true }).setInputFiles(file)
  await page.getByRole('switch', { name: 'Find the characters and give them voices' }).check()
  await page.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL('**/chapters/**')
  await page.getByRole('list', { name: 'Used in this project' }).getByText('Tom').waitFor()
  browser.check()
})

async function findCast({ studio }: TestBrowser, projectId: string): Promise<void> {
  const path = `/lectern/v1/projects/${projectId}/cast`
  await studio.api.post(`${path}/find`)
  await until('the cast is found', async () => (await studio.api.get(path)).body.state === 'ready' || undefined)
}

/** Each character's name and number of lines. */
function readPeople(page: Page): Promise<string[]> {
  return page.locator('.characters tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const name = row.querySelector('input.name-input') as unknown as { value: string }
      return `${name.value} ${row.querySelector('.cell-lines')!.textContent}`
    }),
  )
}

async function untilPeople(page: Page, expected: string[]): Promise<void> {
  const sorted = (names: string[]) => names.toSorted().join()
  await until(expected.join(), async () => sorted(await readPeople(page)) === sorted(expected) || undefined)
}
