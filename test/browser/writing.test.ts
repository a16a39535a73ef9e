import assert from 'node:assert/strict'
import { test } from 'node:test'
import { castStudio } from '../cast-voices.ts'
import { until } from '../until.ts'
import { hasBrowser, openTestBrowser } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('what is pasted keeps its headings and paragraphs; a break gets another length', options, async () => {
  await using browser = await openTestBrowser()
  const chapter = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await page.getByText('It was dark.').click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.evaluate(`{
    const data = new DataTransfer()
    data.setData('text/html', '<meta charset="utf-8"><style>p{color:red}</style><h2 class="x">Fog</h2><p style="margin:0">One <b>bold</b> word.</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><table><tr><td>Rain</td><td>Snow</td></tr></table><ul><li>A list.</li></ul>')
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }`)
  await page.keyboard.press('Alt+b')
  await page.locator('.break').click()
  await page.getByRole('combobox', { name: 'Length of the break' }).selectOption('0.5')
  await until('all of it is on the server', async () => {
    const { content } = await browser.studio.read(chapter)
    const blocks = content.blocks.map((block: { sub_type: string; nodes: { text: string }[] }) => {
      return [block.sub_type, block.nodes.map((node) => node.text).join('')].join(' ')
    })
    const expected = ['p It was dark.', 'h2 Fog', 'p One bold word.', 'p Rain Snow', 'p A list.<break time="0.5s" />']
    return blocks.join('|') === expected.join('|') || undefined
  })
  browser.check()
})

test('a name is replaced in the whole project at once, and put back', options, async () => {
  await using browser = await openTestBrowser()
  const projectId = await browser.studio.addProject([['Ada came.'], ['Nobody else.', '“Ada!”']])
  const chapters = await browser.studio.listChapters(projectId)
  const texts = async () => {
    const read = await Promise.all(chapters.map((chapter) => browser.studio.read(chapter)))
    return read
      .flatMap((chapter) => chapter.content.blocks.map((block: { nodes: { text: string }[] }) => block.nodes[0]!.text))
      .join(' ')
  }
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('Ada came.').click()
  await page.keyboard.press('Control+Shift+F')
  await page.getByRole('textbox', { name: 'Find' }).fill('ada')
  await page.getByRole('dialog').getByText('Found: 2').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: '“Ada!”' }).click()
  await page.locator('.p.now', { hasText: '“Ada!”' }).waitFor()
  await page.getByRole('link', { name: 'Chapter 1', exact: true }).click()
  await page.getByText('Ada came.').click()
  await page.keyboard.press('Control+Shift+F')
  await page.getByRole('textbox', { name: 'Find' }).fill('ada')
  await page.getByRole('button', { name: 'Remove all' }).waitFor()
  await page.getByRole('textbox', { name: 'Replace by' }).fill('Ida')
  await page.getByRole('button', { name: 'Replace all' }).click()
  await page.getByText('Ida came.').waitFor()
  await until('both chapters are saved', async () => (await texts()) === 'Ida came. Nobody else. “Ida!”' || undefined)
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Ada came.').waitFor()
  await until('it is put back', async () => (await texts()) === 'Ada came. Nobody else. “Ada!”' || undefined)
  browser.check()
})

test('pauses are set for a project, and are as usual again', options, async () => {
  await using browser = await openTestBrowser()
  const projectId = await browser.studio.addProject([['Ada came. Nobody else.']])
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByRole('button', { name: 'Project settings' }).click()
  await page.getByRole('tab', { name: 'Pauses' }).click()
  const field = page.getByRole('spinbutton', { name: 'Between sentences' })
  const usual = await field.inputValue()
  await field.fill('0.85')
  await page.getByRole('button', { name: 'Save' }).click()
  const seconds = async () => {
    const { body } = await browser.studio.api.get(`/v1/studio/projects/${projectId}`)
    return body.pauses.sentence_seconds
  }
  await until('it is saved', async () => (await seconds()) === 0.85 || undefined)
  await page.getByRole('button', { name: 'As usual' }).click()
  await until('it is as usual', async () => (await seconds()) === Number(usual) || undefined)
  await until('it is shown', async () => (await field.inputValue()) === usual || undefined)
  browser.check()
})

test('the studio speaks German where the browser does', options, async () => {
  await using browser = await openTestBrowser()
  const page = await browser.open('/', { locale: 'de-DE' })
  await page.getByRole('heading', { name: 'Projekte' }).waitFor()
  await page.getByRole('button', { name: 'Das Beispielbuch öffnen' }).waitFor()
  assert.equal(await page.evaluate('document.documentElement.lang'), 'de')
  const { projectId } = await browser.studio.addChapter(['It was dark.'])
  await page.goto(`${browser.url}/projects/${projectId}`)
  assert.equal(await page.getByRole('slider', { name: 'Tempo', exact: true }).getAttribute('aria-valuetext'), '1,00')
  browser.check()
})

test(
  'the focus stays where somebody works with keys: chapters that are opened, renamed, deleted and brought back',
  options,
  async () => {
    await using browser = await openTestBrowser()
    const projectId = await browser.studio.addProject([['It was dark.'], ['Rain fell.'], ['It cleared up.']])
    const page = await browser.open(`/projects/${projectId}`)
    const chapters = page.getByRole('navigation', { name: 'Chapters' })
    const hasFocus = (name: string) =>
      until(`the focus is on ${name}`, async () => {
        const focused = await page.locator(':focus').getAttribute('aria-label')
        return focused === name || undefined
      })
    await chapters.getByRole('link', { name: 'Chapter 2', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Chapter text' }).getByText('Rain fell.').waitFor()
    await hasFocus('Chapter 2')
    await chapters.getByRole('button', { name: 'Options of Chapter 2' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Rename' }).press('Enter')
    await page.keyboard.type('Rain')
    await page.keyboard.press('Enter')
    await hasFocus('Rain')
    await chapters.getByRole('button', { name: 'Options of Chapter 3' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
    await hasFocus('Rain')
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).press('Enter')
    await chapters.getByRole('link', { name: 'Chapter 3', exact: true }).waitFor()
    await hasFocus('Rain')
    await page.goto(`${browser.url}/`)
    await page.getByRole('button', { name: 'Options of Test' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).press('Enter')
    await page.getByRole('link', { name: 'Test', exact: true }).and(page.locator(':focus')).waitFor()
    await page.goto(`${browser.url}/sign-in`)
    await page.getByRole('link', { name: 'Skip to text' }).waitFor({ state: 'attached' })
    browser.check()
  },
)

test('Ctrl+End leads behind the last word of a long chapter, and Ctrl+Home before its first', options, async () => {
  await using browser = await openTestBrowser()
  const paragraphs = Array.from({ length: 200 }, (_, index) => `Paragraph ${index}. ${'Rain fell on it. '.repeat(40)}`)
  const chapter = await browser.studio.addChapter(paragraphs)
  const page = await browser.open(`/projects/${chapter.projectId}`)
  await page.getByText('Paragraph 1.').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('The end.')
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('The beginning. ')
  await until('both are on the server', async () => {
    const { content } = await browser.studio.read(chapter)
    const texts = content.blocks.map((block: { nodes: { text: string }[] }) => block.nodes[0]!.text)
    return (texts[0].startsWith('The beginning. Paragraph 0.') && texts.at(-1).endsWith('The end.')) || undefined
  })
  browser.check()
})

test('every page tells its name, and words from right to left begin at the right', options, async () => {
  await using browser = await openTestBrowser()
  const { projectId } = await browser.studio.addChapter(['שלום עולם!', 'It was dark.'])
  const page = await browser.open('/')
  const isCalled = (title: string) => until(title, async () => (await page.title()) === title)
  await isCalled('Projects – Lectern')
  await page.goto(`${browser.url}/projects/${projectId}`)
  await isCalled('Chapter 1 – Test – Lectern')
  const directions = await page.evaluate(
    `[...document.querySelectorAll('.words')].map((one) => getComputedStyle(one).direction)`,
  )
  assert.deepEqual(directions, ['rtl', 'ltr'])
  await page.goto(`${browser.url}/settings`)
  await isCalled('Settings – Lectern')
  // Nobody is asked for a key here.
  await page.goto(`${browser.url}/sign-in`)
  await isCalled('Projects – Lectern')
  browser.check()
})

test('a word that is longer than a book is wide stays on its book', options, async () => {
  await using browser = await openTestBrowser()
  const name = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'
  await browser.studio.addProject([['One.']], { name })
  await browser.studio.addProject([['Two.']])
  const page = await browser.open('/')
  await page.getByRole('link', { name }).waitFor()
  const widths = await page.locator('.cover').evaluateAll((all) => all.map((one) => one.clientWidth))
  assert.equal(widths.length, 2)
  assert.equal(widths[0], widths[1])
  browser.check()
})

test(
  'a deleted project stays away when somebody leaves the shelf and returns, and is gone with the studio',
  options,
  async () => {
    await using browser = await openTestBrowser()
    const { studio } = browser
    await studio.addProject([['One.']], { name: 'Tides' })
    const kept = await studio.addProject([['Two.']], { name: 'Fog' })
    const page = await browser.open('/')
    await page.getByRole('button', { name: 'Options of Tides' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('link', { name: 'Fog', exact: true }).click()
    await page.getByText('Two.').waitFor()
    await page.getByRole('link', { name: 'Projects', exact: true }).click()
    await page.getByRole('link', { name: 'Fog', exact: true }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Tides', exact: true }).count(), 0)
    await page.getByRole('link', { name: 'Fog', exact: true }).click()
    await page.getByText('Two.').waitFor()
    await page.goto('about:blank')
    await until('it is deleted', async () => {
      const { projects } = (await studio.api.get('/v1/studio/projects')).body
      return (projects.length === 1 && projects[0].project_id === kept) || undefined
    })
    browser.check()
  },
)

test('voices that are alike stand together, and names from other services behind them', options, async () => {
  const { environment, ...rest } = castStudio()
  const withNames = { ...environment, LECTERN_VOICE_MAP: 'Someone=cast-tom' }
  await using browser = await openTestBrowser({ ...rest, environment: withNames })
  const { projectId } = await browser.studio.addChapter(['It was dark.'])
  const page = await browser.open(`/projects/${projectId}`)
  const voice = page.getByRole('combobox', { name: 'Voice', exact: true })
  await voice.locator('optgroup').first().waitFor({ state: 'attached' })
  const groups = await voice
    .locator('optgroup')
    .evaluateAll((all) => all.map((one) => [one.getAttribute('label'), one.textContent]))
  assert.deepEqual(groups, [
    ['British, female, English', 'NoraSueAnn'],
    ['British, male, English', 'TomBen'],
    ['Names from other services', 'Someone'],
  ])
  browser.check()
})
