import { newId, type ProjectId } from '#server/base/ids.ts'
import type { CastCharacter, CharacterId } from './cast.ts'
import type { Character } from './characters/character.ts'

/**
 * Knows the characters of a cast again in those that were found now: by their names. What is known of them stays, and those
 * whom a person put together stay together.
 */
export function settleCharacters(projectId: ProjectId, found: Character[], known: CastCharacter[]): CastCharacter[] {
  const settled = known.map((one) => ({ ...one, keys: [...one.keys], aliases: [...one.aliases] }))
  for (const character of found) {
    const same = settled.find((one) => isSame(one, character))
    if (same) takeIn(same, character)
    else settled.push(toCastCharacter(projectId, character))
  }
  return settled.sort((a, b) => b.weight - a.weight)
}

function isSame(known: CastCharacter, { keys, isNarrator }: Character): boolean {
  return known.keys.some((key) => keys.includes(key)) || (isNarrator && known.isNarrator)
}

function takeIn(known: CastCharacter, { keys, aliases, gender, age, weight }: Character): void {
  known.keys = [...new Set([...known.keys, ...keys])]
  known.aliases = [...new Set([...known.aliases, ...aliases])]
  if (known.gender === 'unknown') known.gender = gender
  known.age ??= age ?? null
  known.weight = Math.max(known.weight, weight)
}

function toCastCharacter(projectId: ProjectId, character: Character): CastCharacter {
  const { name, keys, aliases, gender, age, isNarrator, isRole, weight } = character
  const id = newId<CharacterId>()
  return { id, projectId, name, keys, aliases, gender, age: age ?? null, voiceId: null, isNarrator, isRole, weight }
}
