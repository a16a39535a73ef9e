import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Engine } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'
import { heardWord } from './heard-word.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

for (const engineId of ['tone', 'flite']) {
  test(`a book is opened, spoken by ${engineId}, heard, changed, brought back, taken away and deleted`, options, () =>
    tellStory(engineId),
  )
}

async function tellStory(engineId: string): Promise<void> {
  const spoken: string[] = []
  const engine = recording(engineId === 'flite' ? openFliteEngine({ threads: 2 }) : openToneEngine(), spoken)
  await using browser = await openTestBrowser({ engines: [engine], environment: { LECTERN_ENGINE_DEFAULT: engine.id } })
  const page = await browser.open('/')
  await page.getByRole('button', { name: 'Open the sample book' }).click()
  await page.getByRole('link', { name: 'A Christmas Carol' }).click()
  const text = page.getByRole('textbox', { name: 'Chapter text' })
  await text.getByText('Marley was dead').waitFor()

  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  const first = await heardWord(page, /Marley|Scrooge|begin/)
  assert.ok(first)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await untilAllSpoken(page)
  const spokenBefore = spoken.length

  const paragraph = text.getByText('Charles Dickens, 1843')
  await paragraph.click()
  await page.keyboard.press('End')
  await page.keyboard.type(', London')
  await page.getByRole('status').getByText('Saved').waitFor()
  await until('only the edited paragraph is not spoken', async () => {
    return (await page.locator('.p.unconverted').count()) === 1 || undefined
  })
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await untilAllSpoken(page)
  assert.deepEqual(spoken.slice(spokenBefore), ['Charles Dickens, eighteen forty three, London'])

  await page.getByRole('button', { name: 'History', exact: true }).click()
  const history = page.getByRole('dialog', { name: 'History' })
  await history.getByRole('button', { name: 'Compare' }).click()
  assert.equal(await history.locator('del').textContent(), ', London')
  await history.getByRole('button', { name: 'Restore' }).click()
  await text.getByText('Charles Dickens, 1843', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await untilAllSpoken(page)
  assert.equal(spoken.length, spokenBefore + 1, 'nothing is spoken again')

  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('button', { name: 'Generate what is missing' }).click()
  const create = dialog.getByRole('button', { name: 'Create file' })
  await until('all is converted', () => create.isEnabled(), { seconds: 300 })
  for (const [format, ending] of [
    ['M4B audiobook', 'm4b'],
    ['VTT captions', 'vtt'],
  ] as const) {
    await dialog.getByRole('radio', { name: format }).check()
    const downloading = page.waitForEvent('download', { timeout: 300_000 })
    await create.click()
    assert.equal((await downloading).suggestedFilename().split('.').at(-1), ending)
    await dialog.getByRole('link', { name: new RegExp(`^Download .*\\.${ending}$`) }).waitFor()
  }
  await page.keyboard.press('Escape')

  await page.getByRole('link', { name: 'Projects' }).click()
  await page.getByRole('button', { name: 'Options of First Pages' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'First Pages' }).waitFor()
  browser.check()
}

test('two tabs change one chapter: both texts are shown, and both can stay', options, async () => {
  await using browser = await openTestBrowser()
  browser.mayLog = /409/
  const { projectId, chapterId } = await browser.studio.addChapter(['It was dark.', 'Rain fell.'])
  const path = `/projects/${projectId}/chapters/${chapterId}`
  const one = await browser.open(path)
  await one.getByText('It was dark.').click()
  await one.context().setOffline(true) // it does not hear what the other one does
  await one.keyboard.press('End')
  await one.keyboard.type(' And cold.')
  await one.getByRole('status').getByText('Not connected').waitFor()
  browser.mayLog = /409|ERR_INTERNET_DISCONNECTED/
  const other = await browser.open(path)
  await other.getByText('It was dark.').click()
  await other.keyboard.press('End')
  await other.keyboard.type(' And late.')
  await other.getByRole('status').getByText('Saved').waitFor()
  await until('the server has it', async () => {
    const { content } = await browser.studio.read({ projectId, chapterId })
    return content.blocks[0].nodes[0].text.includes('late') || undefined
  })
  await one.context().setOffline(false)
  const dialog = one.getByRole('dialog', { name: 'This chapter was also changed elsewhere' })
  await dialog.getByText('It was dark. And cold.').waitFor()
  await dialog.getByText('It was dark. And late.').waitFor()
  await dialog.getByRole('button', { name: 'Keep both' }).click()
  await one.getByRole('status').getByText('Saved').waitFor()
  await until('both are there', async () => {
    const { content } = await browser.studio.read({ projectId, chapterId })
    const texts = content.blocks.map((block: { nodes: { text: string }[] }) => block.nodes[0]!.text)
    return texts.join('|') === 'It was dark. And late.|It was dark. And cold.|Rain fell.' || undefined
  })
  await other.getByText('It was dark. And cold.').waitFor()
})

test(
  'what is written while the server is away is kept, also over a reload, and sent when it is back',
  options,
  async () => {
    await using browser = await openTestBrowser()
    browser.mayLog = /ERR_|Failed to load/
    const { projectId, chapterId } = await browser.studio.addChapter(['It was dark.'])
    const page = await browser.open(`/projects/${projectId}/chapters/${chapterId}`)
    await page.getByText('It was dark.').click()
    await page.route('**/editor', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()))
    await page.keyboard.press('End')
    await page.keyboard.type(' Snow fell.')
    await page.getByRole('status').getByText('Not connected – your changes are kept here').waitFor()
    await page.unrouteAll()
    await page.reload()
    await page.getByText('It was dark. Snow fell.').waitFor()
    await until('the server has it', async () => {
      const { content } = await browser.studio.read({ projectId, chapterId })
      return content.blocks[0].nodes[0].text === 'It was dark. Snow fell.' || undefined
    })
  },
)

test('where keys are required a browser signs in, and a viewer sees nothing that changes', options, async () => {
  await using browser = await openTestBrowser({
    environment: { LECTERN_API_KEYS: 'me:my-secret:admin,guest:may-look:viewer' },
  })
  browser.mayLog = /401/
  browser.studio.api.key = 'my-secret'
  const { projectId } = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByRole('textbox', { name: 'API key' }).fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('textbox', { name: 'API key' }).fill('my-secret')
  await page.keyboard.press('Enter')
  await page.getByText('It was dark.').click()
  await page.keyboard.press('End')
  await page.keyboard.type('!')
  await page.getByRole('status').getByText('Saved').waitFor()
  const guest = await browser.open(`/sign-in?next=/projects/${projectId}`)
  await guest.getByRole('textbox', { name: 'API key' }).fill('may-look')
  await guest.keyboard.press('Enter')
  await guest.getByText('It was dark.').waitFor()
  assert.equal(await guest.getByRole('button', { name: /Generate|Lock|Add chapter|Project settings/ }).count(), 0)
  await guest.goto(`${browser.url}/projects/${projectId}/listen`)
  await guest.getByRole('button', { name: 'Play', exact: true }).click()
  await guest.getByRole('alert').getByText('Nothing is spoken from here on.').waitFor()
  browser.check()
})

test('a chapter is written, spoken and heard with the keyboard alone', options, async () => {
  await using browser = await openTestBrowser()
  const page = await browser.open('/')
  await page.getByRole('button', { name: 'New project' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'From scratch' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'New project' }).waitFor()
  await page.keyboard.type('My book')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/chapters/**')
  await page.getByRole('textbox', { name: 'Chapter text' }).focus()
  await page.keyboard.type('Once upon a time.')
  await page.keyboard.press('Enter')
  await page.keyboard.type('The end.')
  await page.keyboard.press('Alt+1')
  assert.equal(await page.getByRole('combobox', { name: 'Style' }).inputValue(), 'h1')
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+Shift+Enter')
  await page.locator('.p.converted').nth(1).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Command' }).waitFor()
  await page.keyboard.type('play from')
  await page.keyboard.press('Enter')
  assert.ok(await heardWord(page, /Once|upon|time/))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  browser.check()
})

/** An engine that notes what it says. */
function recording(engine: Engine, spoken: string[]): Engine {
  return {
    ...engine,
    ...(engine.id === 'tone' && { id: 'tones', hidden: false }),
    async speak(utterance, signal) {
      spoken.push(utterance.text)
      return engine.speak(utterance, signal)
    },
  }
}

async function untilAllSpoken(page: Page): Promise<void> {
  const isAllSpoken = async () => {
    const count = await page.locator('.p:is(.unconverted, .queued, .speaking)').count()
    return count === 0 && (await page.locator('.p.converted').count()) > 0
  }
  await until('all is spoken', isAllSpoken, { seconds: 300 })
}
