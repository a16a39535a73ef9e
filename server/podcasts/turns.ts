import { type Id, newId } from '#server/base/ids.ts'
import type { PodcastRequest, Turn } from './podcast.ts'

export type NewTurn = Omit<Turn, 'id'>

/** Gives a turn its id. */
export function toTurn(turn: NewTurn): Turn {
  return { id: newId<Id<'turn'>>(), ...turn }
}

/** The turns with what is to be said first and last, word by word. */
export function withFrame(turns: Turn[], { intro, outro }: Pick<PodcastRequest, 'intro' | 'outro'>): Turn[] {
  const frame = (text: string | null) => (text?.trim() ? [toTurn({ speaker: 'host', text, sources: [] })] : [])
  return [...frame(intro), ...turns, ...frame(outro)]
}
