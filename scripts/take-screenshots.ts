import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openTestBrowser } from '../test/browser/browser.ts'
import { openScreens, screenStudio, screens } from '../test/browser/screens.ts'

// `node scripts/take-screenshots.ts [FOLDER] [NAME …]`: every screen of the studio, light, dark and narrow, into docs/screens.
const [folder = join(import.meta.dirname, '..', 'docs', 'screens'), ...names] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })

const looks = [
  { suffix: '', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { suffix: '-dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { suffix: '-narrow', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const

await using browser = await openTestBrowser(screenStudio())
const project = await openScreens(browser)
for (const { suffix, ...options } of looks) {
  const page = await browser.open('/', options)
  for (const screen of screens) {
    if (names.length > 0 && !names.includes(screen.name)) continue
    await page.goto(`${browser.url}${screen.path(project)}`)
    await screen.show?.(page, options.viewport.width)
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(folder, `${screen.name}${suffix}.png`) })
  }
  await page.context().close()
}
browser.check()
