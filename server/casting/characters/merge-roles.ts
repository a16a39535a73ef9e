import { type Turn, toTurns } from '../attribution/turns.ts'
import type { ReadParagraph } from '../reading/read-paragraphs.ts'
import { toKey } from '../words/noun-phrases.ts'
import { titles } from '../words/people.ts'
import type { Character } from './character.ts'

/** How far back somebody still is who a role may mean, in paragraphs. */
const reach = 8

/**
 * Gives roles to those who have them: `the doctor` to the only one with that title; `the girl` to a girl who is around
 * whenever the girl speaks, and never speaks right before or after her.
 */
export function mergeRoles(paragraphs: ReadParagraph[], characters: Character[]): Character[] {
  const owners = new Map<Character, Character>()
  const meetings = countMeetings(paragraphs, characters)
  for (const role of characters) {
    if (!isOnlyRole(role)) continue
    const owner = holderOf(role, characters) ?? companionOf(role, characters, meetings.get(role))
    if (owner) owners.set(role, owner)
  }
  for (const [role, owner] of owners) {
    owner.keys.push(...role.keys)
    owner.aliases.push(...role.aliases)
    owner.weight += role.weight
    if (owner.gender === 'unknown') owner.gender = role.gender
    owner.age ??= role.age
  }
  return characters.filter((one) => !owners.has(one)).sort((a, b) => b.weight - a.weight)
}

/** A title alone is a role as well: `Doctor`. */
function isOnlyRole({ isRole, keys }: Character): boolean {
  return isRole || (keys.length === 1 && titles.has(keys[0]!))
}

const sameTitles: Record<string, string[]> = {
  doctor: ['dr', 'doctor'],
  captain: ['capt', 'captain'],
  colonel: ['col', 'colonel'],
  professor: ['prof', 'professor'],
  general: ['gen', 'general'],
}
const ofOffice = new Set(
  `doctor captain colonel professor general major inspector sergeant lieutenant admiral judge king queen prince princess count countess
  duke duchess baron baroness bishop aunt uncle squire marquis constable parson`.split(/\s+/),
)

function holderOf({ keys }: Character, characters: Character[]): Character | undefined {
  const office = keys.map((key) => key.split(' ').at(-1)!).find((word) => ofOffice.has(word))
  if (!office || keys.some((key) => key.includes(' '))) return undefined
  const wanted = sameTitles[office] ?? [office]
  const holders = characters.filter((one) =>
    one.keys.some((key) => key.includes(' ') && wanted.includes(key.split(' ')[0]!)),
  )
  const [most, second] = holders.sort((a, b) => b.weight - a.weight)
  return !second || most!.weight > 4 * second.weight ? most : undefined
}

interface Meetings {
  /** How often the role speaks. */
  total: number
  /** How often somebody was around then. */
  near: Map<Character, number>
  /** Those who spoke right before or after. */
  others: Set<Character>
}

function companionOf(role: Character, characters: Character[], met: Meetings | undefined): Character | undefined {
  // Whose mother speaks is seen from case to case.
  if (!met || met.total < 2 || role.gender === 'unknown' || !role.name.startsWith('the ')) return undefined
  const fitting = characters.filter((one) => {
    const share = (met.near.get(one) ?? 0) / met.total
    return !isOnlyRole(one) && !one.isNarrator && one.gender === role.gender && share >= 0.8 && !met.others.has(one)
  })
  const ofAge = fitting.filter((one) => !role.age || !one.age || one.age === role.age)
  return ofAge.length === 1 ? ofAge[0] : undefined
}

function countMeetings(paragraphs: ReadParagraph[], characters: Character[]): Map<Character, Meetings> {
  const byKey = new Map(characters.flatMap((one) => one.keys.map((key) => [key, one] as const)))
  const turns = toTurns(paragraphs)
  const spoken = turns.map(({ tag }) =>
    tag && tag.subject.kind !== 'pronoun' ? byKey.get(toKey(tag.subject)) : undefined,
  )
  const lastSeen = new Map<Character, number>()
  const met = new Map<Character, Meetings>()
  let paragraph = 0
  const see = (index: number) => {
    const { mentions, speeches } = paragraphs[index]!
    for (const { phrase } of mentions) note(byKey.get(toKey(phrase)), index)
    for (const { addressed, named } of speeches)
      for (const phrase of [...addressed, ...named]) note(byKey.get(toKey(phrase)), index)
  }
  const note = (who: Character | undefined, index: number) => who && lastSeen.set(who, index)
  for (const [index, turn] of turns.entries()) {
    for (; paragraph <= turn.paragraph; paragraph++) see(paragraph)
    const who = spoken[index]
    if (!who || !isOnlyRole(who)) continue
    const meetings = met.get(who) ?? { total: 0, near: new Map(), others: new Set() }
    met.set(who, meetings)
    meetings.total++
    for (const [one, seen] of lastSeen) {
      if (turn.paragraph - seen <= reach) meetings.near.set(one, (meetings.near.get(one) ?? 0) + 1)
    }
    for (const side of [index - 1, index + 1]) {
      const other = spoken[side]
      if (other && isNextTo(turn, turns[side]!)) meetings.others.add(other)
    }
  }
  return met
}

function isNextTo(a: Turn, b: Turn): boolean {
  return Math.abs(a.paragraph - b.paragraph) <= 1
}
