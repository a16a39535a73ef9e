import type { SentBlock } from './convert.ts'

/** What was written and could not be sent. */
export interface Draft {
  /** The version of the chapter that it was written on. */
  version: number
  blocks: SentBlock[]
}

/** Kept in the browser until the server has it. */
export interface Drafts {
  read(chapterId: string): Draft | undefined
  keep(chapterId: string, draft: Draft): void
  forget(chapterId: string): void
}

export const browserDrafts: Drafts = {
  read(chapterId) {
    const text = localStorage.getItem(nameOf(chapterId))
    return text === null ? undefined : JSON.parse(text)
  },
  keep(chapterId, draft) {
    try {
      localStorage.setItem(nameOf(chapterId), JSON.stringify(draft))
    } catch {
      // The browser has no room left: the text is still on the page.
    }
  },
  forget: (chapterId) => localStorage.removeItem(nameOf(chapterId)),
}

function nameOf(chapterId: string): string {
  return `draft of ${chapterId}`
}
