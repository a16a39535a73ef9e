import type { Page } from 'playwright-core'
import { until } from '../until.ts'

/** Waits until the page highlights such a word as heard. */
export function heardWord(page: Page, word: RegExp): Promise<string> {
  return until(`${word} is heard`, async () => {
    const heard = await page.evaluate(() => {
      const { highlights } = (globalThis as unknown as { CSS: { highlights: Map<string, Set<object>> } }).CSS
      return [...(highlights.get('heard') ?? [])].map(String).join(' ')
    })
    return word.test(heard) ? heard : undefined
  })
}
