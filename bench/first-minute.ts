import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { buildWeb } from '../scripts/build-web.js'
import { type Figure, report } from './figure.ts'
import { median, repeat } from './measure.ts'
import { findModels } from './neural-engines.ts'
import { openDataFolder, startService } from './service.ts'

// The first minute with Kokoro: the first request after a start, beside the same sentence once all is warm; and in Debian's
// Chromium, from the click on Play in the sample book to the first sound, of a paragraph of some sentences and of a heading.

const rounds = 3
const voice = 'kokoro-af_heart'

const sentences = [
  'One morning in the spring of that year a letter came for the old clockmaker.',
  'No evening in the autumn of his life had ever been as quiet for the keeper.',
]
const environment = { LECTERN_ENGINES: 'kokoro,flite', LECTERN_ENGINE_DEFAULT: 'kokoro', LECTERN_LOG_LEVEL: 'fatal' }

const models = findModels()
await report(models ? await measureFirstMinute(models) : [])

async function measureFirstMinute(folder: string): Promise<Figure[]> {
  await buildWeb()
  await using data = await openDataFolder()
  await mkdir(join(data.path, 'models'))
  await cp(join(folder, 'kokoro'), join(data.path, 'models', 'kokoro'), { recursive: true })
  const starts = await repeat(rounds, (round) => measureStart(data.path, round))
  const heard = await measureStudio(data.path)
  return [
    {
      what: 'First request after a start, asked as soon as /ready says so',
      unit: 's',
      ours: median(starts.map(({ first }) => first)),
      reference: { what: 'a sentence as long, warm', value: median(starts.map(({ warm }) => warm)) },
      target: { of: 'ratio', atMost: 1.5 },
    },
    ...Object.entries(heard).map(([what, ours]): Figure => {
      return {
        what: `First sound in the studio after the click on Play: ${what}`,
        unit: 's',
        ours,
        target: { of: 'ours', atMost: 3 },
      }
    }),
  ]
}

/** The second sentence is as long as the first one; each round has words of its own, since what was spoken is kept. */
async function measureStart(dataFolder: string, round: number): Promise<{ first: number; warm: number }> {
  await using service = await startService(dataFolder, environment)
  await untilReady(service.baseUrl)
  const [first, warm] = sentences.map((text) => text.replace('the', ['this', 'that', 'each'][round]!))
  return { first: await timeSpeech(service.baseUrl, first!), warm: await timeSpeech(service.baseUrl, warm!) }
}

async function untilReady(baseUrl: string): Promise<void> {
  while ((await fetch(`${baseUrl}/ready`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50))
}

async function timeSpeech(baseUrl: string, text: string): Promise<number> {
  const startedAt = performance.now()
  const answer = await fetch(`${baseUrl}/v1/text-to-speech/${voice}?enable_logging=false`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`Speaking answered ${answer.status}.`)
  return (performance.now() - startedAt) / 1_000
}

/** Seconds from a click to the first word that is marked as heard, each place in a studio that has spoken nothing of it. */
async function measureStudio(dataFolder: string): Promise<Record<string, number>> {
  await using service = await startService(dataFolder, environment)
  await untilReady(service.baseUrl)
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', '--mute-audio'],
  })
  try {
    const page = await browser.newPage({ locale: 'en' })
    await page.goto(service.baseUrl)
    await page.getByRole('button', { name: 'Open the sample book' }).click()
    await page.getByRole('link', { name: 'A Christmas Carol' }).click()
    await page.getByText('Marley was dead').waitFor()
    const beginning = await timeClick(page)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await cancelSpeech(service.baseUrl)
    const next = page.getByRole('navigation', { name: 'Chapters' }).getByRole('link').nth(1)
    await page.goto(new URL((await next.getAttribute('href'))!, service.baseUrl).href) // so that nothing is marked any more
    const long = page
      .locator('.p.unconverted')
      .filter({ hasText: /.{200}/ })
      .last()
    await long.click()
    await page.keyboard.press('Home')
    const paragraph = await timeClick(page, 'Alt+Shift+P')
    return { 'the beginning of a chapter': beginning, 'a long paragraph': paragraph }
  } finally {
    await browser.close()
  }
}

/** Of all projects: who pauses has asked for the rest of the chapter, which would be spoken beside what is measured next. */
async function cancelSpeech(baseUrl: string): Promise<void> {
  const { projects } = (await (await fetch(`${baseUrl}/v1/studio/projects`)).json()) as {
    projects: { project_id: string }[]
  }
  for (const { project_id: id } of projects)
    await fetch(`${baseUrl}/lectern/v1/projects/${id}/cancel`, { method: 'POST' })
}

/** @param keys instead of the button */
async function timeClick(page: Page, keys?: string): Promise<number> {
  const startedAt = performance.now()
  if (keys) await page.keyboard.press(keys)
  else await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForFunction(isHeard, undefined, { timeout: 120_000 }) // a function: the page forbids text as code
  return (performance.now() - startedAt) / 1_000
}

/** In the browser: whether a word is marked as heard. */
function isHeard(): boolean {
  const { highlights } = (globalThis as unknown as { CSS: { highlights: Map<string, Set<object>> } }).CSS
  return (highlights.get('heard')?.size ?? 0) > 0
}
