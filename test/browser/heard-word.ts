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

/** What a page plays and marks at one moment. */
export interface HeardMoment {
  /** Moments of one frame share it. */
  frame: number
  /** Where the sound comes from. */
  source: string
  /** The audio element's own time. */
  seconds: number
  /** The words that are marked. */
  heard: string
}

/** From now on a page remembers what it plays and marks, behind all that it does in a frame, such as look which word is heard. */
export async function watchMoments(page: Page): Promise<void> {
  await page.evaluate(rememberMoments)
}

/** What a page remembers once no more is heard. */
export async function listMoments(page: Page): Promise<HeardMoment[]> {
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  return page.evaluate(() => (globalThis as unknown as { moments: HeardMoment[] }).moments)
}

/**
 * In the browser. The audio element is no part of the page, so it is known by being played; its time stands still while a
 * script runs, so that what has just been marked was marked for just that time.
 */
function rememberMoments(): void {
  type Sound = { currentSrc: string; currentTime: number; paused: boolean; play(): Promise<void> }
  const page = globalThis as unknown as {
    CSS: { highlights: Map<string, Set<object>> }
    HTMLMediaElement: { prototype: Sound }
    requestAnimationFrame(look: (now: number) => void): number
    moments: HeardMoment[]
  }
  const { prototype } = page.HTMLMediaElement
  const { play } = prototype
  const { requestAnimationFrame } = page
  let sound: Sound | undefined
  page.moments = []
  prototype.play = function (this: Sound) {
    sound = this
    return play.call(this)
  }
  page.requestAnimationFrame = (look) =>
    requestAnimationFrame((now) => {
      look(now)
      if (!sound || sound.paused) return
      const heard = [...(page.CSS.highlights.get('heard') ?? [])].map(String).join(' ')
      page.moments.push({ frame: now, source: sound.currentSrc, seconds: sound.currentTime, heard })
    })
}
