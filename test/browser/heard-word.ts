import type { Page } from 'playwright-core'

/** Waits until the page highlights such a word as heard. The page itself looks, frame by frame: a word is soon over. */
export async function heardWord(page: Page, word: RegExp): Promise<string> {
  const heard = await page.waitForFunction(findHeard, word.source, { timeout: 180_000 })
  return String(await heard.jsonValue())
}

/** In the browser: the word that is marked as heard, if it is such a one. */
function findHeard(source: string): string | undefined {
  const { highlights } = (globalThis as unknown as { CSS: { highlights: Map<string, Set<object>> } }).CSS
  const heard = [...(highlights.get('heard') ?? [])].map(String).join(' ')
  return new RegExp(source).test(heard) ? heard : undefined
}
