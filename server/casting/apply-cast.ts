import { mapInTurns } from '#server/base/give-way.ts'
import type { ChapterId, ProjectId, ProjectVoiceId } from '#server/base/ids.ts'
import { replaceContent } from '#server/projects/chapter-content.ts'
import { listBlocks } from '#server/projects/chapters.ts'
import { listProjectVoices, lockForEditing } from '#server/projects/find-project.ts'
import type { Block, NewBlock, NewNode, Project } from '#server/projects/project.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { CastCharacter, CastLine } from './cast.ts'
import { castNodes } from './cast-nodes.ts'
import { listCharacters, listLines } from './cast-store.ts'
import { type FormerRuns, recordChange } from './changes.ts'
import { chooseVoices } from './choose-voices.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** Lines that are less likely somebody's stay with the narrator. */
const usualThreshold = 0.5

export interface Applied {
  /** Paragraphs whose voices changed. */
  changedBlocks: number
  /** Lines in a character's voice, and those that stay with the narrator. */
  spokenLines: number
  narratedLines: number
  /** Paragraphs that are locked and were left as they are. */
  lockedBlocks: number
}

/**
 * Gives each line the voice of its character, as nodes of its paragraph. What nobody says, and lines with less confidence
 * than the threshold, are the narrator's. Text never changes; locked paragraphs stay as they are.
 * @throws StudioError `already_processing` while a document is imported
 */
export async function applyCast(
  needs: Needs,
  projectId: ProjectId,
  options: { threshold?: number; chapterIds?: ChapterId[] } = {},
): Promise<Applied> {
  return needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    const project = await lockForEditing(db, projectId)
    const lines = await listLines(db, projectId)
    const characters = await voiced(inside, project, lines)
    const speakers = speakersOf(characters, needs.voices)
    const applied = { changedBlocks: 0, spokenLines: 0, narratedLines: 0, lockedBlocks: 0 }
    const before: FormerRuns[] = []
    for (const [chapterId, ofChapter] of Map.groupBy(lines, (line) => line.chapterId)) {
      if (options.chapterIds && !options.chapterIds.includes(chapterId)) continue
      const chapter = { project, chapterId, lines: ofChapter, speakers, threshold: options.threshold ?? usualThreshold }
      before.push(...(await applyToChapter(inside, chapter, applied)))
    }
    if (before.length > 0) await recordChange(db, projectId, { runs: before })
    return applied
  })
}

/** Characters who were added by hand get a voice now. */
async function voiced(
  inside: Needs & { db: Transaction },
  project: Project,
  lines: CastLine[],
): Promise<CastCharacter[]> {
  const characters = await listCharacters(inside.db, project.id)
  return chooseVoices(inside, project, { characters, lines })
}

/** Voices by characters; none for the narrator and for voices that are gone. */
function speakersOf(characters: CastCharacter[], voices: VoiceCatalogue): Map<string, string> {
  return new Map(
    characters.flatMap(({ id, voiceId }) => (voiceId && voices.find(voiceId) ? [[id, voiceId] as const] : [])),
  )
}

interface ChapterCasting {
  project: Project
  chapterId: ChapterId
  lines: CastLine[]
  speakers: Map<string, string>
  threshold: number
}

async function applyToChapter(
  inside: Needs & { db: Transaction },
  casting: ChapterCasting,
  applied: Applied,
): Promise<FormerRuns[]> {
  const { project, chapterId, speakers, threshold } = casting
  const refs = await listProjectVoices(inside.db, project.id)
  const voiceIds = new Map(refs.map(({ refId, voiceId }) => [refId, voiceId]))
  const ofBlock = Map.groupBy(casting.lines, ({ blockId }) => blockId)
  const castVoices = new Set(speakers.values())
  const before: FormerRuns[] = []
  const blocks = await listBlocks(inside.db, chapterId)
  const content = await mapInTurns(blocks, (block): NewBlock => {
    const old = toNewNodes(block, voiceIds)
    const lines = ofBlock.get(block.id)
    if (!lines) return toNewBlock(block, old)
    if (block.isLocked) applied.lockedBlocks++
    if (block.isLocked) return toNewBlock(block, old)
    const narratorRef = block.subType === 'p' ? project.defaultParagraphVoiceRefId : project.defaultTitleVoiceRefId
    const narrator = { voiceId: voiceIds.get(narratorRef)!, voiceRefId: narratorRef }
    const spoken = lines.map(({ start, end, characterId, confidence }) => {
      const voiceId = characterId && confidence >= threshold ? speakers.get(characterId) : undefined
      applied[voiceId ? 'spokenLines' : 'narratedLines']++
      return { start, end, voiceId }
    })
    const nodes = castNodes(old, spoken, { narrator, castVoices })
    if (isSame(nodes, old)) return toNewBlock(block, old)
    applied.changedBlocks++
    before.push({
      chapterId,
      blockId: block.id,
      runs: block.nodes.map(({ voiceRefId, text }) => [voiceRefId, text.length]),
    })
    return toNewBlock(block, nodes)
  })
  if (before.length > 0) await replaceContent(inside, { projectId: project.id, chapterId }, content)
  return before
}

function toNewNodes({ nodes }: Block, voiceIds: Map<ProjectVoiceId, string>): NewNode[] {
  return nodes.map(({ voiceRefId, text }) => ({ voiceId: voiceIds.get(voiceRefId)!, voiceRefId, text }))
}

function toNewBlock({ id, subType }: Block, nodes: NewNode[]): NewBlock {
  return { blockId: id, subType, nodes }
}

function isSame(a: NewNode[], b: NewNode[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ voiceId, text }, index) => b[index]!.voiceId === voiceId && b[index]!.text === text)
  )
}
