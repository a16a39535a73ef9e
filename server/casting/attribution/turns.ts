import type { ReadParagraph, Speech } from '../reading/read-paragraphs.ts'
import { type NounPhrase, toKey } from '../words/noun-phrases.ts'
import type { SpeechTag } from './speech-tags.ts'

/** What one person says in one paragraph, maybe in several quotations. */
export interface Turn {
  paragraph: number
  speeches: Speech[]
  tag?: SpeechTag
}

/** The turns of paragraphs, in order: a paragraph is one person's unless it tells of two who speak. */
export function toTurns(paragraphs: ReadParagraph[]): Turn[] {
  const turns: Turn[] = []
  for (const [paragraph, { speeches }] of paragraphs.entries()) {
    let turn: Turn | undefined
    for (const speech of speeches) {
      if (!turn || isAnother(turn, speech)) {
        turn = { paragraph, speeches: [], tag: speech.tag }
        turns.push(turn)
      }
      turn.speeches.push(speech)
      turn.tag = better(turn.tag, speech.tag)
    }
    const first = turns.at(-1)
    const leads = paragraphs[paragraph - 1]?.leadsTo
    // Only right behind it, and in front of words without a tag of their own.
    if (first?.paragraph === paragraph && first.speeches.length === speeches.length && leads && !first.tag)
      first.tag = leads
  }
  return turns
}

function isAnother({ tag, speeches }: Turn, speech: Speech): boolean {
  if (speech.tag && tag) return speech.tag !== tag && differ(speech.tag.subject, tag.subject)
  // `…,” said Anna. Peter laughed. “…”`
  const acting = speech.actsBefore
  if (speech.tag || !tag || !acting || acting === tag.subject) return false
  const isTag = speeches.at(-1)?.actsAfter && toKey(speeches.at(-1)!.actsAfter!) === toKey(acting)
  return (
    !isTag &&
    acting.kind === 'name' &&
    tag.by === 'told' &&
    differ(acting, tag.subject) &&
    !isMentionedIn(tag.subject, acting)
  )
}

function isMentionedIn(a: NounPhrase, b: NounPhrase): boolean {
  return a.from === b.from && a.kind === b.kind && toKey(a) === toKey(b)
}

/** A pronoun and a name of its gender may be one. */
function differ(a: NounPhrase, b: NounPhrase): boolean {
  if (a.kind === 'pronoun' || b.kind === 'pronoun') {
    if (a.kind === b.kind) return a.words[0] !== b.words[0]
    const isOwn = a.words[0] === 'i' || b.words[0] === 'i'
    return isOwn || (a.gender !== b.gender && a.gender !== 'unknown' && b.gender !== 'unknown')
  }
  return a.words.at(-1)!.toLowerCase() !== b.words.at(-1)!.toLowerCase()
}

/** A name says more than a pronoun, and words of speaking more than what somebody does. */
function better(a: SpeechTag | undefined, b: SpeechTag | undefined): SpeechTag | undefined {
  if (!a || !b) return a ?? b
  const worth = ({ subject, by }: SpeechTag) => (subject.kind === 'pronoun' ? 0 : 1) + (by === 'acting' ? 0 : 2)
  return worth(b) > worth(a) ? b : a
}
