import { listProjectVoices } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import type { Voice, VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { CastCharacter, CastLine, CharacterId } from './cast.ts'
import { matchVoices, type OfferedVoice, pairKey } from './voices/match-voices.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** Gives voices to those characters who speak and have none. Who tells the story has the narrator's. */
export async function chooseVoices(
  { db, voices }: Needs,
  project: Project,
  { characters, lines }: { characters: CastCharacter[]; lines: CastLine[] },
): Promise<CastCharacter[]> {
  const narrator = voices.find(await narratorVoiceId(db, project))
  if (!narrator) return characters
  const counts = countLines(lines)
  const parts = characters
    .filter(({ id, isNarrator }) => !isNarrator && counts.has(id))
    .map(({ id, gender, age, voiceId }) => ({ id, gender, age, voiceId, lineCount: counts.get(id)! }))
  const language = project.language ?? narrator.language
  const offered = offeredBy(voices, narrator)
  const casting = { parts, voices: offered, narrator: toOffered(narrator), language, neighbours: countMeetings(lines) }
  const chosen = matchVoices(casting)
  return characters.map((one) => ({
    ...one,
    voiceId: one.isNarrator ? one.voiceId : (chosen.get(one.id) ?? one.voiceId),
  }))
}

/** Whoever speaks new paragraphs reads what nobody says. */
async function narratorVoiceId(db: Database, project: Project): Promise<string> {
  const voices = await listProjectVoices(db, project.id)
  return voices.find(({ refId }) => refId === project.defaultParagraphVoiceRefId)!.voiceId
}

/** The voices that people choose from; where a hidden engine narrates, its own. */
function offeredBy(voices: VoiceCatalogue, narrator: Voice): OfferedVoice[] {
  if (!narrator.engine.hidden) return voices.list().map(toOffered)
  const own = voices.listHere().find(({ engine }) => engine.id === narrator.engine.id)
  return (own?.voices ?? []).flatMap(({ name }) => voices.find(`${narrator.engine.id}-${name}`) ?? []).map(toOffered)
}

function toOffered({ id, engine, language, labels }: Voice): OfferedVoice {
  return { id, engineId: engine.id, language, gender: labels.gender, age: labels.age, accent: labels.accent }
}

function countLines(lines: CastLine[]): Map<CharacterId, number> {
  const counts = new Map<CharacterId, number>()
  for (const { characterId } of lines) if (characterId) counts.set(characterId, (counts.get(characterId) ?? 0) + 1)
  return counts
}

/** So many lines of others may be between two people who talk to each other. */
const reach = 2

/** How often each two speak close to each other. @param lines in reading order */
function countMeetings(lines: CastLine[]): Map<string, number> {
  const meetings = new Map<string, number>()
  for (const [index, { characterId, chapterId }] of lines.entries()) {
    for (const other of lines.slice(index + 1, index + 2 + reach)) {
      if (!characterId || !other.characterId || other.characterId === characterId || other.chapterId !== chapterId)
        continue
      const key = pairKey(characterId, other.characterId)
      meetings.set(key, (meetings.get(key) ?? 0) + 1)
    }
  }
  return meetings
}
