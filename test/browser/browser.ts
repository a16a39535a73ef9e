import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { buildWeb } from '../../scripts/build-web.js'
import { openTestStudio, type TestStudio } from '../studio.ts'

/** Debian's Chromium, or another one by its path. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Whether there is a browser to test with; `.ci/run` installs one. */
export const hasBrowser = existsSync(executablePath)

/** A studio and a browser that looks at it. A page that logs an error or asks for something elsewhere fails its test. */
export async function openTestBrowser(options: Parameters<typeof openTestStudio>[0] = {}): Promise<TestBrowser> {
  await buildWeb()
  await using opening = new AsyncDisposableStack()
  const studio = opening.use(await openTestStudio(options))
  const browser = await launchChromium()
  opening.defer(() => browser.close())
  const parts = opening.move()
  return new TestBrowser(studio, browser, () => parts.disposeAsync())
}

/** Chromium, which plays sound without a click. */
export function launchChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', '--mute-audio']
  return chromium.launch({ executablePath, args })
}

export class TestBrowser implements AsyncDisposable {
  readonly studio: TestStudio
  readonly #browser: Browser
  readonly #close: () => Promise<void>
  readonly #problems: string[] = []
  /** What pages may say in their console. */
  mayLog: RegExp | undefined

  constructor(studio: TestStudio, browser: Browser, close: () => Promise<void>) {
    this.studio = studio
    this.#browser = browser
    this.#close = close
  }

  get url(): string {
    return this.studio.api.baseUrl
  }

  /** A new window, with storage of its own. */
  async open(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', ...options })
    return this.watch(await context.newPage(), path)
  }

  /** Opens a page in a tab, and looks after what it says. */
  async watch(page: Page, path: string): Promise<Page> {
    page.setDefaultTimeout(60_000) // no machine should need it
    page.on('console', (message) => {
      const isBad = message.type() === 'error' || message.type() === 'warning'
      if (isBad && !this.mayLog?.test(message.text())) this.#problems.push(message.text())
    })
    page.on('pageerror', (error) => {
      if (!this.mayLog?.test(String(error))) this.#problems.push(String(error))
    })
    page.on('request', (request) => {
      const isOurs = request.url().startsWith(this.url) || /^(blob|data):/.test(request.url())
      if (!isOurs) this.#problems.push(`asked for ${request.url()}`)
    })
    await page.goto(`${this.url}${path}`)
    return page
  }

  /** @throws Error with what the pages said that they should not have */
  check(): void {
    if (this.#problems.length > 0) throw new Error(this.#problems.join('\n'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }
}
