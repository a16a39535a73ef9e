import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { hasBrowser, openTestBrowser, type TestBrowser } from './browser.ts'
import { openScreens, screenStudio, screens } from './screens.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    test(`axe finds nothing on any screen, ${colorScheme}, ${width} px`, options, async () => {
      await using browser = await openTestBrowser(screenStudio())
      const project = await openScreens(browser)
      const page = await openWithAxe(browser, { width, height }, colorScheme)
      const found: string[] = []
      for (const screen of screens) {
        await page.goto(`${browser.url}${screen.path(project)}`)
        await screen.show?.(page, width)
        await page.waitForTimeout(250) // what fades in is there
        found.push(...(await violations(page)).map((line) => `${screen.name}: ${line}`))
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        if (Number(overflow) > 0) found.push(`${screen.name}: is ${overflow} px too wide`)
      }
      assert.deepEqual(found, [])
      browser.check()
    })
  }
}

async function openWithAxe(
  browser: TestBrowser,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
): Promise<Page> {
  // Our policy lets no script in but ours: axe comes before it.
  const page = await browser.open('/', { viewport, colorScheme, bypassCSP: true })
  await page.addInitScript(axe)
  return page
}

async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: object, options: object): Promise<{ violations: Violation[] }> }
    }
    type Violation = { id: string; nodes: { target: string[]; failureSummary: string }[] }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const result = await axe.run(
      { include: [['html']] },
      { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] },
    )
    return result.violations.map(({ id, nodes }) => {
      return `${id} at ${nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} (${node.failureSummary.slice(0, 160)})`)
        .join('; ')}`
    })
  })
}
