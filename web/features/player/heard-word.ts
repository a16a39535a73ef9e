/** Which highlights of the page there are; style/editor.css draws them. */
export type HighlightName = 'heard' | 'guessed'

/** Draws ranges of the page without touching it. Browsers without highlights show none. */
export function highlight(name: HighlightName, ranges: Range[]): void {
  if (!('highlights' in CSS)) return
  if (ranges.length === 0) CSS.highlights.delete(name)
  else CSS.highlights.set(name, new Highlight(...ranges))
}

/** How long the reader has the page for themselves after they scrolled. */
const yieldMilliseconds = 4_000

/** Scrolls with the words that are heard, and lets the reader scroll elsewhere. */
export class ScrollFollower {
  readonly #scroller: HTMLElement
  readonly #stop = new AbortController()
  #movedAt = Number.NEGATIVE_INFINITY

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller
    const move = () => {
      this.#movedAt = performance.now()
    }
    for (const kind of ['wheel', 'touchmove', 'keydown'] as const) {
      scroller.addEventListener(kind, move, { signal: this.#stop.signal, passive: true })
    }
  }

  /** From now on it follows again. */
  take(): void {
    this.#movedAt = Number.NEGATIVE_INFINITY
  }

  show(range: Range): void {
    if (performance.now() - this.#movedAt < yieldMilliseconds) return
    const word = range.getBoundingClientRect()
    const page = this.#scroller.getBoundingClientRect()
    const isSeen = word.top > page.top + 90 && word.bottom < page.bottom - 60
    if (isSeen || word.height === 0) return
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const top = this.#scroller.scrollTop + word.top - page.top - page.height * 0.35
    this.#scroller.scrollTo({ top, behavior: isCalm ? 'auto' : 'smooth' })
  }

  close(): void {
    this.#stop.abort()
  }
}
