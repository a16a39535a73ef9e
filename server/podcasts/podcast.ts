import type { ProjectId } from '#server/base/ids.ts'
import type { Origin } from '#server/converting/queue-conversion.ts'

export type Speaker = 'host' | 'guest'

/** How long a podcast is to be: under 3 minutes, 3 to 7, over 7. */
export type DurationScale = 'short' | 'default' | 'long'

export type PodcastSource = { kind: 'text'; text: string } | { kind: 'url'; url: string }

/** What somebody asked for. */
export interface PodcastRequest {
  /** A conversation when there is a guest; else a bulletin, which the host speaks alone. */
  voiceIds: { host: string; guest?: string }
  sources: PodcastSource[]
  durationScale: DurationScale
  /** ISO 639-1; null: that of the sources. */
  language: string | null
  /** Said first and last, word by word. */
  intro: string | null
  outro: string | null
  /** Wishes for style and tone; only a language model can follow them. */
  instructions: string | null
  /** What is to get room. */
  highlights: string[]
  /** It stops when the script is written, so that a person can change it. */
  isDraft: boolean
}

/** What one speaker says at a time. Becomes a block. */
export interface Turn {
  id: string
  speaker: Speaker
  text: string
  /** What it rests on; nothing for what only leads through the podcast. */
  sources: SourceSpan[]
}

/** A stretch of a source, word by word. */
export interface SourceSpan {
  /** Which of the sources, from 0. */
  sourceIndex: number
  quote: string
}

export interface Script {
  title: string
  /** ISO 639-1. */
  language: string
  /** Who wrote it; null when its lines were picked out of the sources. */
  languageModel: string | null
  /** Which prompts it was given; null without one. */
  promptVersion: number | null
  turns: Turn[]
  pace: Pace
  /** Counts up with every change; undefined while nobody has changed it. */
  version?: number
}

/** Which one a script is, from 1. */
export function versionOf({ version = 1 }: Pick<Script, 'version'>): number {
  return version
}

/** How fast the voices speak: measured with this text, or one in its language. */
export interface Pace {
  /** Seconds for each character (UTF-16 unit) that is written. */
  host: number
  guest: number
}

/** Who asked for it: the conversion is counted for them. By the id of the request the callbacks name it. */
export type PodcastOrigin = Origin & { requestId: string }

export interface Podcast {
  projectId: ProjectId
  request: PodcastRequest
  origin: PodcastOrigin
  /** Null until it is written. */
  script: Script | null
  isApproved: boolean
}

/** A source as a person reads it. */
export interface ReadableSource {
  index: number
  title: string | null
  /** ISO 639-1. */
  language: string
  /** Its prose in order, without headings. */
  paragraphs: string[]
  /** Sentences that gave orders to machines, and are not among them: orders.ts. */
  ordersLeftOut: number
}
