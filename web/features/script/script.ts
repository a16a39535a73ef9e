import type { EditScriptBody, PodcastScriptResponse } from '../../client/types.ts'

export type Speaker = 'host' | 'guest'
export type Source = PodcastScriptResponse['sources'][number]

/** A turn while it is being written. */
export interface Turn {
  /** Stays the same also when the server gives it an id. */
  key: string
  /** Undefined until the server knows it. */
  id?: string
  speaker: Speaker
  text: string
  sources: PodcastScriptResponse['turns'][number]['sources']
}

export function toTurns({ turns }: Pick<PodcastScriptResponse, 'turns'>): Turn[] {
  return turns.map(({ turn_id: id, ...turn }) => ({ key: id, id, ...turn }))
}

let count = 0

export function newTurn(speaker: Speaker): Turn {
  return { ...newKey(), speaker, text: '', sources: [] }
}

function newKey(): Pick<Turn, 'key'> {
  count += 1
  return { key: `new ${count}` }
}

/** Who speaks after a turn: the other one, where there are two. */
export function nextSpeaker(turn: Turn | undefined, hasGuest: boolean): Speaker {
  return turn?.speaker === 'host' && hasGuest ? 'guest' : 'host'
}

/** Those that say something: the server takes no others. */
export function written(turns: Turn[]): Turn[] {
  return turns.filter(({ text }) => text.trim() !== '')
}

export function toBody(turns: Turn[]): EditScriptBody {
  return { turns: turns.map(({ id, speaker, text }) => ({ ...(id && { turn_id: id }), speaker, text })) }
}

/** The turns of the moment with the ids that the server has given to those that were sent. */
export function withIds(turns: Turn[], sent: Turn[], { turns: kept }: Pick<PodcastScriptResponse, 'turns'>): Turn[] {
  const ids = new Map(sent.map(({ key }, index) => [key, kept[index]?.turn_id]))
  return turns.map((turn) => ({ ...turn, id: ids.get(turn.key) ?? turn.id }))
}

/** How a turn of one version is found in another. */
export const comparing = {
  idOf: ({ id }: Turn) => id,
  textOf: ({ speaker, text }: Turn) => `${speaker}: ${text}`,
  asNew: (turn: Turn): Turn => ({ ...turn, ...newKey(), id: undefined }),
}

/** Whether both say the same, whoever wrote it. */
export function areSame(turns: Turn[], others: Turn[]): boolean {
  const told = (all: Turn[]) => JSON.stringify(written(all).map(({ speaker, text }) => [speaker, text]))
  return told(turns) === told(others)
}

export function moved(turns: Turn[], key: string, step: 1 | -1): Turn[] {
  const from = turns.findIndex((turn) => turn.key === key)
  const to = from + step
  if (from < 0 || to < 0 || to >= turns.length) return turns
  return turns.with(from, turns[to]!).with(to, turns[from]!)
}

/** What a source is called: the host of its page, or its first words. */
export function nameOfSource(source: Source | undefined): string {
  if (!source) return ''
  return source.url ? new URL(source.url).host : source.beginning
}
