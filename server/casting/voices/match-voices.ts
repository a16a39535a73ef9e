import type { Age, Gender } from '../words/people.ts'

/** What is known of somebody who needs a voice. */
export interface Part {
  id: string
  gender: Gender
  age?: Age | null
  lineCount: number
  /** Chosen already: it stays. */
  voiceId?: string | null
}

/** What is known of a voice. */
export interface OfferedVoice {
  id: string
  engineId: string
  /** ISO 639-1. */
  language: string
  gender?: string
  age?: string
  accent?: string
}

export interface Casting {
  parts: Part[]
  voices: OfferedVoice[]
  /** Who reads what nobody says. */
  narrator: OfferedVoice
  /** ISO 639-1. */
  language: string
  /** How often two people speak close to each other: by `pairKey`. */
  neighbours: Map<string, number>
}

export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

/** People with fewer lines may share a voice, as long as they never meet. */
const fewLines = 3

/**
 * Gives everybody a voice: of their gender and age, in the language and accent of the narrator, and of their own; those who
 * speak much choose first. Two who talk to each other get the same voice only where there are fewer voices than people in
 * one conversation; nobody gets the narrator's as long as there is another.
 * @returns voice ids by ids of parts; those of chosen voices too
 */
export function matchVoices(casting: Casting): Map<string, string> {
  const chosen = new Map<string, string>()
  const sharing = new Map<string, Part[]>()
  const choose = (part: Part, voiceId: string) => {
    chosen.set(part.id, voiceId)
    sharing.set(voiceId, (sharing.get(voiceId) ?? []).concat(part))
  }
  for (const part of casting.parts) if (part.voiceId) choose(part, part.voiceId)
  const voices = casting.voices.some(({ id }) => id !== casting.narrator.id)
    ? casting.voices.filter(({ id }) => id !== casting.narrator.id)
    : casting.voices
  const open = casting.parts.filter(({ id }) => !chosen.has(id)).sort((a, b) => b.lineCount - a.lineCount)
  for (const part of open) {
    const scored = voices.map((voice) => ({ voice, score: scoreOf(part, voice, casting, sharing.get(voice.id)) }))
    const best = scored.reduce((a, b) => (b.score > a.score ? b : a), scored[0] ?? noVoice)
    if (best !== noVoice) choose(part, best.voice.id)
  }
  return chosen
}

const noVoice = { voice: { id: '' }, score: Number.NEGATIVE_INFINITY }

function scoreOf(part: Part, voice: OfferedVoice, casting: Casting, others: Part[] = []): number {
  return fitOf(part, voice, casting) - costOfSharing(part, casting, others)
}

function fitOf({ gender, age }: Part, voice: OfferedVoice, { narrator, language }: Casting): number {
  let fit = voice.language === language ? 0 : -100
  if (gender !== 'unknown') fit += voice.gender === gender ? 20 : voice.gender ? -20 : 0
  if (voice.engineId === narrator.engineId) fit += 6
  if (voice.accent && voice.accent === narrator.accent) fit += 3
  if (age) fit += fitOfAge(age, voice.age)
  return fit
}

function fitOfAge(wanted: Age, offered: string | undefined): number {
  if (!offered) return 0
  const told = offered.toLowerCase().replace(/[-_]/g, ' ')
  return told === wanted ? 4 : told === 'middle aged' || wanted === 'middle aged' ? -1 : -4
}

function costOfSharing(part: Part, casting: Casting, others: Part[]): number {
  let cost = 0
  for (const other of others) {
    const meetings = casting.neighbours.get(pairKey(part.id, other.id)) ?? 0
    if (meetings > 0) cost += 1000 + meetings
    else cost += part.lineCount < fewLines && other.lineCount < fewLines ? 0.5 : 8
  }
  return cost
}
