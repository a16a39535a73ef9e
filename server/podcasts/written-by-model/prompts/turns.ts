import { z } from 'zod'
import type { Question } from '#server/language-model/language-model.ts'
import type { PodcastRequest, Speaker } from '../../podcast.ts'
import { type Passage, showPassages } from '../passages.ts'
import { aboutMaterial, aboutWishes } from './common.ts'

const turnOf = (speakers: [Speaker, ...Speaker[]]) =>
  z.object({ speaker: z.enum(speakers), text: z.string().trim().min(1).max(3000), passages: z.array(z.int()).max(40) })

/** A bulletin has no guest, so that none can be invented. */
export function turnsOf({ voiceIds }: PodcastRequest) {
  const speakers: [Speaker, ...Speaker[]] = voiceIds.guest === undefined ? ['host'] : ['host', 'guest']
  return z.object({ turns: z.array(turnOf(speakers)).min(1).max(80) })
}
export type AskedTurn = z.infer<ReturnType<typeof turnOf>>

/** What is to be written at a time. */
export interface SectionOrder {
  request: PodcastRequest
  language: string
  title: string
  about: string
  words: number
  passages: Passage[]
  place: { isFirst: boolean; isLast: boolean }
  /** The last words before it. */
  before: string[]
  /** What an answer before this one had: too little, or too much. */
  wordsWritten?: number
}

/** Asks for the turns of a section. */
export function askForTurns(order: SectionOrder): Question {
  const { request, language, title, about, words, passages, place, before, wordsWritten } = order
  const material = { podcast: title, section: about, said_before: before, passages: showPassages(passages) }
  return {
    instructions: `You write a section of the script of a podcast, in the language "${language}". It has ${words} words.
${wordsWritten === undefined ? '' : `Your last answer had ${wordsWritten} words; it is to have ${words}.`}
${rolesOf(request)}
${placeOf(place, request)}
Rules:
- Everything that is said to be so stands in the passages. Nothing is added from elsewhere, nothing is made up.
- Numbers and names are written exactly as the passages write them, and none that are not there are used.
- Each turn lists the numbers of the passages that it rests on; a mere question or greeting lists none.
- Plain spoken language in whole sentences: no headings, lists, markup, stage directions, links or emoji.
${aboutWishes(request.instructions)}
${aboutMaterial}
Answer with a JSON object: {"turns": [{"speaker": "host", "text": "…", "passages": [3]}]}.`,
    material: JSON.stringify(material),
  }
}

function rolesOf({ voiceIds }: PodcastRequest): string {
  if (voiceIds.guest === undefined) return 'The host speaks alone, in turns of one to four sentences.'
  return 'The host leads and asks, the guest tells; they take turns of one to four sentences. They have no names.'
}

function placeOf({ isFirst, isLast }: SectionOrder['place'], { intro, outro }: PodcastRequest): string {
  const first = intro ? 'An introduction was spoken before it.' : 'It begins with a short welcome and the topic.'
  const last = outro ? 'Closing words are spoken after it.' : 'It ends with a short goodbye.'
  return [isFirst ? first : '', isLast ? last : 'More follows after it.'].filter(Boolean).join(' ')
}
