import { sql } from 'drizzle-orm'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { openTurn } from '#server/base/give-way.ts'
import type { BlockId, GenerationId, ProjectVoiceId, TakeKey } from '#server/base/ids.ts'
import { type BlockSpeech, listSpeeches } from '#server/converting/block-speeches.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { openLayout } from '#server/planning/lay-out.ts'
import { pausesOf } from '#server/planning/pauses.ts'
import { secondsBetween, withPauses } from '#server/planning/timeline.ts'
import { generationIdOf } from '#server/projects/block-generations.ts'
import { getChapter, listBlocks } from '#server/projects/chapters.ts'
import { getProject, listProjectVoices } from '#server/projects/find-project.ts'
import type { Block, Chapter, ChapterKey, ProjectVoice } from '#server/projects/project.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { readInPieces } from '#server/storage/read-in-pieces.ts'
import type { BlockSpeechState, Pauses } from '#server/storage/schema.ts'
import { unpackSilences } from '#server/takes/take-silences.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { listPlacedWarnings, type PlacedWarning } from './placed-warnings.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** A chapter as it is edited: its blocks, and what is spoken of each. */
export interface EditedChapter {
  chapter: Chapter
  blocks: EditedBlock[]
  voices: ProjectVoice[]
}

export interface EditedBlock {
  block: Block
  state: 'silent' | 'unconverted' | 'converted' | BlockSpeechState
  error: { code: string; message: string } | null
  /** Null unless all of it is spoken. */
  audio: { durationSeconds: number; generationId: GenerationId } | null
  /** Silence to be added behind it before the next block is played; both bring some of their own. */
  pauseSeconds: number
  warnings: PlacedWarning[]
}

/**
 * All that an editor shows of a chapter, in a few queries however long it is.
 * @throws StudioError `project_not_found`, `chapter_not_found`
 */
export async function readEditedChapter(needs: Needs, key: ChapterKey): Promise<EditedChapter> {
  const project = await getProject(needs.db, key.projectId)
  await ensurePlanned(needs, project)
  return needs.db.transaction((db) => readAtOnce(db, key, pausesOf(project)), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  })
}

async function readAtOnce(db: Transaction, key: ChapterKey, pauses: Pauses): Promise<EditedChapter> {
  const chapter = await getChapter(db, key)
  const blocks = await listBlocks(db, key.chapterId)
  const voices = await listProjectVoices(db, key.projectId)
  const planned = await listPlanned(db, key)
  const speeches = await listSpeeches(
    db,
    blocks.map(({ id }) => id),
  )
  const edited: EditedBlock[] = []
  const giveWay = openTurn()
  for (const [index, block] of blocks.entries()) {
    await giveWay()
    const rows = planned.get(block.id) ?? []
    const next = blocks[index + 1]
    const pauseSeconds = pauseBehind(block, rows, (next && planned.get(next.id)) ?? [], pauses)
    edited.push({ ...toEdited(block, rows, speeches.get(block.id), pauses), pauseSeconds })
  }
  return { chapter, voices, blocks: edited }
}

/** What the takes on both sides bring along is part of it. */
function pauseBehind(block: Block, planned: PlannedRow[], next: PlannedRow[], pauses: Pauses): number {
  const written = block.nodes.map((node) => node.text).join('')
  const seconds = secondsBetween({ ...block, written, utterances: planned }, { utterances: next }, pauses)
  const own = quietSeconds(planned.at(-1), 'end') + quietSeconds(next[0], 'start')
  return Math.max(0, seconds - own)
}

function quietSeconds(row: PlannedRow | undefined, edge: 'start' | 'end'): number {
  const silences = row?.silences && unpackSilences(row.silences)
  if (!silences || !row.sampleRate) return 0
  const { soundStart, soundEnd } = silences
  return (edge === 'start' ? soundStart : row.sampleCount! - soundEnd) / row.sampleRate
}

function toEdited(
  block: Block,
  planned: PlannedRow[],
  speech: BlockSpeech | undefined,
  pauses: Pauses,
): Omit<EditedBlock, 'pauseSeconds'> {
  const state = stateOf(planned, speech)
  return {
    block,
    state,
    error: state === 'failed' ? { code: speech?.code ?? 'engine_failed', message: speech?.message ?? '' } : null,
    audio: state === 'converted' ? soundOf(planned, pauses) : null,
    warnings: listPlacedWarnings(
      block,
      planned.flatMap((row) => row.warnings ?? []),
    ),
  }
}

function stateOf(planned: PlannedRow[], speech: BlockSpeech | undefined): EditedBlock['state'] {
  if (planned.length === 0) return 'silent'
  if (planned.every((row) => row.sampleCount !== null)) return 'converted'
  if (planned.some((row) => row.isAwaited) && speech?.state !== 'speaking') return 'queued'
  return speech?.state ?? 'unconverted'
}

function soundOf(planned: PlannedRow[], pauses: Pauses): EditedBlock['audio'] {
  const layout = openLayout(snapshotSampleRate)
  for (const [index, row] of withPauses(planned, pauses).entries()) {
    const silences = row.silences ? unpackSilences(row.silences) : undefined
    const breakSeconds = index === planned.length - 1 ? 0 : row.breakSeconds
    layout.add({ ...row, breakSeconds }, { sampleCount: row.sampleCount!, sampleRate: row.sampleRate!, silences })
  }
  layout.endSilence()
  const generationId = generationIdOf(
    planned.map((row) => row.takeKey),
    planned.map((row) => row.breakSeconds),
  )
  return { durationSeconds: layout.position / snapshotSampleRate, generationId }
}

type PlannedRow = {
  blockId: BlockId
  takeKey: TakeKey
  voiceRefId: ProjectVoiceId
  breakSeconds: number
  endsSentence: boolean
  silences: number[] | null
  sampleCount: number | null
  sampleRate: number | null
  warnings: { code: string; message: string }[] | null
  /** A running conversion waits for it. */
  isAwaited: boolean
}

/** Of each block, in their order. */
async function listPlanned(db: Transaction, { chapterId }: ChapterKey): Promise<Map<BlockId, PlannedRow[]>> {
  const query = sql`
    select planned_takes.block_id as "blockId", planned_takes.take_key as "takeKey",
      planned_takes.voice_ref_id as "voiceRefId", planned_takes.break_seconds as "breakSeconds",
      planned_takes.ends_sentence as "endsSentence", takes.silences, takes.sample_count as "sampleCount",
      takes.sample_rate as "sampleRate", nullif(takes.warnings, '[]') as warnings,
      takes.key is null and exists (
        select from conversion_takes
        where conversion_takes.take_key = planned_takes.take_key and not is_kept and error_code is null) as "isAwaited"
    from blocks
    join planned_takes on planned_takes.block_id = blocks.id
    left join takes on takes.key = planned_takes.take_key
    where blocks.chapter_id = ${chapterId}
    order by blocks.position, planned_takes.position`
  const planned = new Map<BlockId, PlannedRow[]>()
  const giveWay = openTurn()
  for (const row of await readInPieces<PlannedRow>(db, query)) {
    const ofBlock = planned.get(row.blockId)
    if (ofBlock) ofBlock.push(row)
    else planned.set(row.blockId, [row])
    await giveWay()
  }
  return planned
}
