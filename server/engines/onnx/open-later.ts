/** Something that is opened when it is first asked for, and closed at most once. */
export interface OpenedLater<Thing> {
  /** What could not be opened is tried again by the next one who asks. */
  get: () => Promise<Thing>
  close: () => Promise<void>
}

export function openLater<Thing extends { close(): Promise<void> }>(
  open: (closing: AbortSignal) => Promise<Thing>,
): OpenedLater<Thing> {
  const closing = new AbortController()
  let opening: Promise<Thing> | undefined
  return {
    get() {
      opening ??= open(closing.signal).catch((thrown) => {
        opening = undefined
        throw thrown
      })
      return opening
    },
    async close() {
      closing.abort(new Error('The engine is closed.'))
      const thing = await opening?.catch(() => undefined)
      await thing?.close()
    },
  }
}
