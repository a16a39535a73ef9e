import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openTestBrowser } from '#test/browser/browser.ts'
import { type Figure, report } from './figure.ts'
import { percentile } from './measure.ts'
import { makeParagraphs } from './texts.ts'

// The studio in Debian's Chromium, with the tone engine: how soon a key is seen, how soon a page is there, how much is loaded.

await using browser = await openTestBrowser()
browser.mayLog = /./
const typing20 = await measureTyping(480, 235)
const typing150 = await measureTyping(2_740, 310)
const libraryMilliseconds = await measureLibrary(500)
const heardMilliseconds = await measureEdit()

await report([
  ...typingFigures('20,000 words', typing20, 16, 50),
  { ...openingOf('20,000 words', typing20), target: { of: 'ours', atMost: 500 } },
  ...typingFigures('150,000 words', typing150, 32),
  openingOf('150,000 words', typing150),
  {
    what: 'Library of 500 projects, until they are seen',
    unit: 'ms',
    ours: libraryMilliseconds,
    target: { of: 'ours', atMost: 500 },
  },
  {
    what: 'Script at first load of the editor, gzip',
    unit: 'kB',
    ours: scriptKilobytes(),
    target: { of: 'ours', atMost: 250 },
  },
  {
    what: 'From a key to the first sound of the edited paragraph, beside its own synthesis',
    unit: 'ms',
    ours: heardMilliseconds,
    target: { of: 'ours', atMost: 1_000 },
  },
])

interface Typing {
  words: number
  openedMilliseconds: number
  keys: number[]
}

function typingFigures(what: string, { keys }: Typing, median: number, p95?: number): Figure[] {
  const said = `Typing in a chapter of ${what}, from key to paint`
  return [
    { what: `${said}: median`, unit: 'ms', ours: percentile(keys, 50), target: { of: 'ours', atMost: median } },
    {
      what: `${said}: p95`,
      unit: 'ms',
      ours: percentile(keys, 95),
      ...(p95 && { target: { of: 'ours' as const, atMost: p95 } }),
    },
  ]
}

function openingOf(what: string, { openedMilliseconds }: Typing): Figure {
  return { what: `Opening a chapter of ${what} from another one`, unit: 'ms', ours: openedMilliseconds }
}

async function measureTyping(blocks: number, characters: number): Promise<Typing> {
  const paragraphs = makeParagraphs(blocks, characters, blocks)
  const projectId = await browser.studio.addProject([['One.'], paragraphs])
  const page = await browser.open(`/projects/${projectId}`)
  await page.getByText('One.').waitFor()
  const openedMilliseconds = await page.evaluate<number>(`(async () => {
    const begun = performance.now()
    ;[...document.querySelectorAll('nav a')].at(-1).click()
    while (document.querySelectorAll('.p').length < 100) await new Promise(requestAnimationFrame)
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - begun
  })()`)
  const words = paragraphs.join(' ').split(' ').length
  const keys = await typeKeys(page)
  await page.context().close()
  return { words, openedMilliseconds, keys }
}

/** Types into the middle of the chapter; how long each key took until what it wrote was painted. */
async function typeKeys(page: Page): Promise<number[]> {
  await page.locator('.p').nth(40).click()
  await page.evaluate(`{
    globalThis.keys = []
    document.addEventListener('keydown', ({ timeStamp }) => {
      requestAnimationFrame(() => setTimeout(() => keys.push(performance.now() - timeStamp)))
    }, true)
  }`)
  await page.keyboard.type('and then the lock keeper told them what he had seen at night, word by word', { delay: 35 })
  return page.evaluate<number[]>('keys.slice(5)')
}

async function measureLibrary(count: number): Promise<number> {
  for (let index = 0; index < count; index++) await browser.studio.addProject([], { name: `Book ${index}` })
  const page = await browser.open('/')
  await page.getByRole('link', { name: 'Book 0', exact: true }).waitFor()
  const milliseconds = await page.evaluate<number>(`(async () => {
    const begun = performance.now()
    ;[...document.querySelectorAll('button')].find((one) => one.ariaLabel === 'Settings').click()
    while (document.querySelector('.books')) await new Promise(requestAnimationFrame)
    document.querySelector('main a').click()
    while (document.querySelectorAll('.book').length < ${count}) await new Promise(requestAnimationFrame)
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    return performance.now() - begun
  })()`)
  await page.context().close()
  return milliseconds
}

async function measureEdit(): Promise<number> {
  const { projectId } = await browser.studio.addChapter(['It was dark.', 'Rain fell.'])
  const page = await browser.open(`/projects/${projectId}`)
  const taken: number[] = []
  for (let round = 0; round < 5; round++) {
    await page.getByText('It was dark').click()
    await page.keyboard.press('End')
    await page.keyboard.type(String(round))
    const begun = performance.now()
    await page.keyboard.press('Alt+P')
    await page.waitForFunction(isHeard)
    taken.push(performance.now() - begun)
    await page.keyboard.press('Escape')
    await page.evaluate(`CSS.highlights.delete('heard')`)
  }
  return percentile(taken, 50)
}

/** In the browser: whether a word is marked as heard. */
function isHeard(): boolean {
  return (globalThis as unknown as { CSS: { highlights: Map<string, object> } }).CSS.highlights.has('heard')
}

/** What the editor loads before anything is seen: the entry, its page, and what both share. */
function scriptKilobytes(): number {
  const folder = join(import.meta.dirname, '..', 'web', 'dist', 'assets')
  const files = withImports(folder, globSync('{index,editor-page}-*.js', { cwd: folder }))
  return files.reduce((sum, file) => sum + readFileSync(join(folder, `${file}.gz`)).length, 0) / 1_000
}

/** Scripts and those that they cannot do without; what is loaded later is not among them. */
function withImports(folder: string, files: string[]): string[] {
  const all = new Set(files)
  for (const file of all) {
    const imports = readFileSync(join(folder, file), 'utf8').matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)
    for (const [, imported] of imports) all.add(imported!)
  }
  return [...all].filter((file) => existsSync(join(folder, `${file}.gz`)))
}
