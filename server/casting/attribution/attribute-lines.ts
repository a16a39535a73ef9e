import type { Character } from '../characters/character.ts'
import type { ReadParagraph } from '../reading/read-paragraphs.ts'
import type { Gender } from '../words/people.ts'
import { decodeTurns, type ScoredTurn, somebodyElse } from './decode-turns.ts'
import { fitOfKin, isKin } from './kin.ts'
import { type FindCharacter, knowNames } from './known-names.ts'
import { type Turn, toTurns } from './turns.ts'
import { weights } from './weights.ts'

/** Why a line is somebody's: what decided, from the surest to the weakest. */
export type Evidence =
  | 'named'
  | 'pronoun'
  | 'narrator'
  | 'continued'
  | 'acting'
  | 'addressed'
  | 'alternation'
  | 'nearby'
  | 'model'
  | 'nobody'

export interface Line {
  paragraph: number
  /** UTF-16 range of the quotation in its paragraph, with its marks. */
  start: number
  end: number
  /** Index of the character; undefined when nobody is known who could have said it. */
  speaker?: number
  /** From 0 to 1: how likely it is theirs. */
  confidence: number
  evidence: Evidence
}

/** Says who speaks each quotation of a chapter, by what is told around it and by how people talk in turn. Yields between its steps. */
export function* attributeLines(paragraphs: ReadParagraph[], characters: Character[]): Generator<void, Line[]> {
  const { turns, scored, decoded } = yield* decodeChapter(paragraphs, characters)
  return turns.flatMap(({ paragraph, speeches }, index) => {
    const { speaker, confidence } = decoded[index]!
    const evidence =
      speaker === undefined
        ? 'nobody'
        : evidenceOf(scored[index]!, speaker, scored[index - 1], decoded[index - 1]?.speaker)
    return speeches.map(({ start, end }) => ({ paragraph, start, end, speaker, confidence, evidence }))
  })
}

/** What a chapter tells of a character's gender by how they are told of and spoken to. Yields between its steps. */
export function* countGenders(
  paragraphs: ReadParagraph[],
  characters: Character[],
  votes: Map<Character, GenderVotes>,
): Generator<void, void> {
  const { turns, decoded } = yield* decodeChapter(paragraphs, characters)
  const vote = (index: number, gender: Gender, much: number) => {
    const speaker = decoded[index]?.speaker
    if (speaker === undefined || gender === 'unknown') return
    const of = votes.get(characters[speaker]!) ?? { male: 0, female: 0 }
    of[gender] += much * decoded[index]!.confidence
    votes.set(characters[speaker]!, of)
  }
  for (const [index, { tag, speeches, paragraph }] of turns.entries()) {
    if (tag?.subject.kind === 'pronoun') vote(index, tag.subject.gender, 1)
    for (const { addressedGender } of speeches) {
      for (const side of [index - 1, index + 1]) {
        const other = turns[side]
        if (other && Math.abs(other.paragraph - paragraph) <= 1) vote(side, addressedGender, 0.5)
      }
    }
  }
}

export type GenderVotes = { male: number; female: number }

function* decodeChapter(paragraphs: ReadParagraph[], characters: Character[]) {
  const turns = toTurns(paragraphs)
  const scored = yield* scoreTurns(turns, paragraphs, characters, knowNames(characters))
  return { turns, scored, decoded: yield* decodeTurns(scored) }
}

/** How many people are thought of for a turn. */
const mostCandidates = 7

function* scoreTurns(
  turns: Turn[],
  paragraphs: ReadParagraph[],
  characters: Character[],
  find: FindCharacter,
): Generator<void, ScoredTurn[]> {
  const nearby = openNearby(turns, paragraphs, find)
  const narrator = characters.findIndex(({ isNarrator }) => isNarrator)
  const firstOf = (gender: Gender) =>
    characters.flatMap((one, index) => (one.gender === gender && !one.isRole ? index : [])).slice(0, 3)
  const important = { male: firstOf('male'), female: firstOf('female'), unknown: [] }
  const scored: ScoredTurn[] = []
  for (const [index, turn] of turns.entries()) {
    yield
    const told = turn.tag && find(turn.tag.subject)
    const activity = nearby(index)
    const named = new Set(turn.speeches.flatMap(({ named }) => named.map(find)))
    const addressed = new Set(
      turn.speeches.flatMap(({ addressed }) => addressed.map(find)).filter((one) => one !== undefined),
    )
    const own = turn.speeches.map(({ ownName }) => ownName && find(ownName)).find((one) => one !== undefined)
    const acting = actingIn(turn, find)
    const before = paragraphs[turn.paragraph - 1]
    const actsLast = before?.actsLast && find(before.actsLast)
    const genderBefore = before?.actsLast?.kind === 'pronoun' ? before.actsLast.gender : ('unknown' as const)
    const wanted = new Set([told, own, acting.before, acting.after, actsLast, narrator >= 0 ? narrator : undefined])
    const ranked = [...activity].sort((a, b) => b[1] - a[1]).map(([who]) => who)
    const subject = turn.tag?.subject
    const ofGender = subject && told === undefined ? important[subject.gender] : []
    const known = [...wanted, ...ranked.slice(0, mostCandidates), ...ofGender].filter((one) => one !== undefined)
    const candidates = [...new Set([...known, somebodyElse])]
    const facts = { told, own, named, addressed, acting, actsLast, genderBefore, activity, narrator, turn }
    const emissions = candidates.map((who) => scoreOf(who, characters, facts))
    const previous = turns[index - 1]
    scored.push({
      candidates,
      emissions,
      addressed,
      genders: candidates.map((who) => characters[who]?.gender ?? 'unknown'),
      addressedGender:
        turn.speeches.map(({ addressedGender }) => addressedGender).find((one) => one !== 'unknown') ?? 'unknown',
      isContinued: turn.speeches[0]!.isContinued,
      gap: previous ? turn.paragraph - previous.paragraph : Number.POSITIVE_INFINITY,
      sure: told,
      by: turn.tag?.by,
      isPronoun: turn.tag?.subject.kind === 'pronoun',
      acting: acting.before ?? acting.after,
    })
  }
  return scored
}

interface Facts {
  told?: number
  own?: number
  named: Set<number | undefined>
  addressed: Set<number>
  acting: { before?: number; after?: number; beforeGender: Gender }
  actsLast?: number
  genderBefore: Gender
  activity: Map<number, number>
  narrator: number
  turn: Turn
}

/** How well somebody fits what is told of a turn by itself. */
function scoreOf(who: number, characters: Character[], facts: Facts): number {
  const { told, own, named, addressed, acting, actsLast, genderBefore, activity, narrator, turn } = facts
  if (who === somebodyElse) return weights.somebodyElse - (told === undefined ? 0 : weights.told)
  const { gender, weight } = characters[who]!
  let score = weights.activity * Math.log(0.05 + (activity.get(who) ?? 0)) + weights.importance * Math.log(1 + weight)
  const subject = turn.tag?.subject
  const strength = turn.tag?.by === 'told' ? 1 : turn.tag?.by === 'introduced' ? 0.7 : 0.45
  if (subject && told !== undefined && isKin(subject))
    score += weights.told * strength * fitOfKin(subject, who === told, characters[who]!)
  else if (told !== undefined) score += (who === told ? 1 : -1) * weights.told * strength
  else if (subject) score += strength * fitOfGender(subject.gender, gender)
  const isSaidByPronoun = subject?.kind === 'pronoun' && turn.tag?.by === 'told'
  const word = subject?.words[0]
  if (who === narrator && word !== 'i') score -= subject ? weights.told * strength : weights.narratorUntold
  if (subject === undefined || told === undefined) {
    if (acting.before === who) score += weights.actsBefore + (isSaidByPronoun ? weights.actsBeforePronoun : 0)
    else if (acting.beforeGender !== 'unknown' && acting.before === undefined)
      score += 0.6 * fitOfGender(acting.beforeGender, gender)
    if (acting.after === who) score += weights.actsAfter
    if (actsLast === who) score += weights.actsLast
    else if (actsLast === undefined) score += 0.25 * fitOfGender(genderBefore, gender)
  }
  if (own === who) score += weights.ownName
  if (addressed.has(who)) score -= weights.addressesItself
  if (named.has(who)) score -= weights.namesItself
  return score
}

function fitOfGender(told: Gender, gender: Gender): number {
  if (told === 'unknown') return 0
  if (gender === 'unknown') return -weights.genderUnknown
  return told === gender ? 0 : -weights.genderWrong
}

function actingIn({ speeches, tag }: Turn, find: FindCharacter) {
  const first = speeches[0]!
  const subject = first.actsBefore
  const after = tag ? undefined : speeches.at(-1)!.actsAfter
  return {
    before: subject && find(subject),
    after: after && find(after),
    beforeGender: subject?.kind === 'pronoun' ? subject.gender : ('unknown' as const),
  }
}

/**
 * Who is around at each turn: those who were told of or spoken to last, and those whom the next turns name. A number for
 * each of them, larger for nearer.
 */
function openNearby(turns: Turn[], paragraphs: ReadParagraph[], find: FindCharacter) {
  const coming = turns.map(({ tag, speeches }) => {
    return [...(tag ? [tag.subject] : []), ...speeches.flatMap(({ addressed }) => addressed)].map(find)
  })
  const activity = new Map<number, number>()
  const add = (who: number | undefined, much: number) => {
    if (who !== undefined) activity.set(who, (activity.get(who) ?? 0) + much)
  }
  let paragraph = 0
  let position = 0
  return (index: number) => {
    const turn = turns[index]!
    const first = turn.speeches[0]!
    for (; paragraph < turn.paragraph; paragraph++, position = 0) {
      takeIn(paragraphs[paragraph]!, position, Number.POSITIVE_INFINITY)
      for (const [who, much] of activity) {
        if (much < 0.02) activity.delete(who)
        else activity.set(who, much * weights.fading)
      }
    }
    takeIn(paragraphs[paragraph]!, position, first.start)
    position = first.start
    const now = new Map(activity)
    for (let ahead = 1; ahead <= 4; ahead++) {
      if (turns[index + ahead] === undefined || turns[index + ahead]!.paragraph - turn.paragraph > ahead + 3) break
      for (const who of coming[index + ahead]!) if (who !== undefined) now.set(who, (now.get(who) ?? 0) + 0.5 / ahead)
    }
    return now
  }

  function takeIn({ mentions, speeches }: ReadParagraph, from: number, to: number): void {
    for (const { phrase, start, isSubject } of mentions) {
      if (start < from || start >= to || phrase.kind === 'pronoun') continue
      add(find(phrase), isSubject ? 1 : phrase.isPossessive ? 0.3 : 0.6)
    }
    for (const speech of speeches) {
      if (speech.start < from || speech.start >= to) continue
      if (speech.tag) add(find(speech.tag.subject), 1)
      for (const phrase of speech.addressed) add(find(phrase), 0.8)
      for (const phrase of speech.named) add(find(phrase), 0.15)
    }
  }
}

function evidenceOf(
  turn: ScoredTurn,
  speaker: number,
  before: ScoredTurn | undefined,
  speakerBefore: number | undefined,
): Evidence {
  if (turn.isContinued) return 'continued'
  if (turn.sure === speaker) return turn.isPronoun ? 'narrator' : turn.by === 'acting' ? 'acting' : 'named'
  if (turn.isPronoun) return 'pronoun'
  if (turn.acting === speaker) return 'acting'
  if (before?.addressed.has(speaker) && turn.gap <= 1) return 'addressed'
  return turn.gap <= 2 && speakerBefore !== undefined && speakerBefore !== speaker ? 'alternation' : 'nearby'
}
