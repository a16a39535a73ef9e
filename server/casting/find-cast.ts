import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import { type GiveWay, openTurn, runGivingWay } from '#server/base/give-way.ts'
import { newId, type ProjectId } from '#server/base/ids.ts'
import type { Log } from '#server/base/log.ts'
import { convertIfAllowed } from '#server/converting/queue-conversion.ts'
import { tellNotMade } from '#server/converting/tell-callback.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobEnd, JobFailure, JobRun } from '#server/jobs/run-job.ts'
import { withoutWork } from '#server/jobs/worked-on.ts'
import type { LanguageModel } from '#server/language-model/language-model.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { requireVoices } from '#server/planning/require-voices.ts'
import { listBlocks, listChapters } from '#server/projects/chapters.ts'
import { tellCreation, updateProject } from '#server/projects/edit-project.ts'
import { findProject, getProject, lockProject } from '#server/projects/find-project.ts'
import { isBeingImported, type Project } from '#server/projects/project.ts'
import { type CastJob, cancelLooking } from '#server/projects/queue-cast.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { castChanges } from '#server/storage/schema.ts'
import { countBeforeEach } from '#server/text/code-points.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { applyCast } from './apply-cast.ts'
import { attributeLines, type Line } from './attribution/attribute-lines.ts'
import { type CastBlock, type CastCharacter, type CastLine, type CastLineId, mostLines } from './cast.ts'
import {
  beginCast,
  endCast,
  listBeingCast,
  listCharacters,
  listLines,
  replaceCast,
  tellCastProgress,
} from './cast-store.ts'
import { chooseVoices } from './choose-voices.ts'
import { askForSpeakers } from './language-model/ask-for-speakers.ts'
import { castOf } from './read-cast.ts'
import { type ReadParagraph, readParagraphs } from './reading/read-paragraphs.ts'
import { settleCharacters } from './settle-characters.ts'

type Needs = {
  config: Config
  db: Database
  jobs: Jobs
  voices: VoiceCatalogue
  languageModel: LanguageModel | undefined
  log: Log
}

/** A chapter as it was when its lines were looked for. */
interface ReadChapter {
  blocks: CastBlock[]
  read: ReadParagraph[]
}

/** How far it is when all chapters are read, and when each line has a speaker. */
const progress = { read: 0.3, attributed: 0.95 }

/**
 * Finds who speaks in a project and which lines are whose, chapter by chapter. What is known already stays, with what people
 * changed of it, where the text is still the same; a changed paragraph is looked at again alone. The last try does without a
 * language model, which may be why the others did not come to an end. Safe to run again.
 */
export async function findCast(needs: Needs, job: CastJob, run: JobRun): Promise<void> {
  const { projectId } = job
  if (!(await begin(needs, job))) return
  if (job.assign?.autoConvert) await requireProjectVoices(needs, projectId) // not only when a language model was asked for hours
  const chapters = await readChapters(needs.db, projectId, run)
  const known = job.again ? nothing : await readKnown(needs.db, projectId)
  const present = await runGivingWay(castOf(chapters.map(({ read }) => read)), openStops(run))
  const characters = settleCharacters(projectId, present, known.characters)
  const found = await attributeChapters(needs, projectId, chapters, { characters, known: known.lines }, run)
  await keepCast(needs, job, { characters, ...found }, run)
  if (job.assign) await ensurePlanned(needs, await getProject(needs.db, projectId), run.signal)
}

/** Whoever cancels it comes before or after. @returns false when it is cancelled, given up or gone */
async function begin({ db: database }: Needs, { projectId, assign }: CastJob): Promise<boolean> {
  return database.transaction(async (db) => {
    if (!(await findProject(db, projectId))) return false
    await lockProject(db, projectId)
    if (!(await beginCast(db, projectId))) return false
    if (assign) await tellCreation(db, projectId)
    return true
  })
}

/** What is converted then is spoken in voices that it has now. @throws StudioError `voice_not_found` */
async function requireProjectVoices({ db, voices }: Needs, projectId: ProjectId): Promise<void> {
  const chapterIds = (await listChapters(db, projectId)).map(({ id }) => id)
  await requireVoices({ db, voices }, await getProject(db, projectId), chapterIds)
}

/** Tells whoever looks why there is no cast. Safe to run again. */
export async function giveUpCast(
  { db: database, jobs }: { db: Database; jobs: Jobs },
  { projectId }: Pick<CastJob, 'projectId'>,
  { code, message }: JobFailure,
  run?: JobEnd,
): Promise<void> {
  await database.transaction(async (db) => {
    const error = { code, message }
    if (!(await findProject(db, projectId))) return
    const project = await lockProject(db, projectId)
    if (!(await endCast(db, projectId, { state: 'failed', error }))) return
    if (isAssigning(project)) {
      await updateProject(db, projectId, { creationStatus: 'failed', creationError: error })
      await tellNotMade({ db, jobs }, project, message)
    }
    await run?.completeIn(db)
  })
}

/** Stops looking for a cast; what was known before stays. */
export async function cancelCast(
  { db: database, jobs }: { db: Database; jobs: Jobs },
  projectId: ProjectId,
): Promise<void> {
  await database.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    if (!(await endCast(db, projectId, { state: 'cancelled' }))) return
    if (isAssigning(project)) {
      await updateProject(db, projectId, finished)
      await tellNotMade({ db, jobs }, project, 'It was cancelled before its characters had voices.')
    }
    await cancelLooking({ db, jobs }, projectId)
  })
}

/** The projects whose cast is awaited and looked for by no job. */
export async function listStrandedCasts({ db, jobs }: { db: Database; jobs: Jobs }): Promise<ProjectId[]> {
  return withoutWork(jobs, 'projectId', await listBeingCast(db))
}

const finished = { creationStatus: 'finished', creationProgress: 1, creationError: null }
const nothing = { characters: [] as CastCharacter[], lines: [] as CastLine[] }

function isAssigning(project: Project): boolean {
  return project.creationType === 'auto_assign_voices' && isBeingImported(project)
}

async function readKnown(db: Database, projectId: ProjectId) {
  return { characters: await listCharacters(db, projectId), lines: await listLines(db, projectId) }
}

/** A chapter may be a whole library: the heart of its job beats meanwhile, and whoever cancels it ends it. */
function openStops({ signal }: JobRun): GiveWay {
  const giveWay = openTurn()
  return () => {
    signal.throwIfAborted()
    return giveWay()
  }
}

async function readChapters(db: Database, projectId: ProjectId, run: JobRun): Promise<ReadChapter[]> {
  const chapters = await listChapters(db, projectId)
  const giveWay = openStops(run)
  const read: ReadChapter[] = []
  let room = mostLines
  for (const [index, { id }] of chapters.entries()) {
    const blocks = (await listBlocks(db, id)).map(toCastBlock)
    const texts = blocks.map(({ text }) => withoutTags(text))
    const paragraphs = await runGivingWay(readParagraphs(texts, room), giveWay)
    room -= paragraphs.reduce((sum, { speeches }) => sum + speeches.length, 0)
    read.push({ blocks, read: paragraphs })
    await tellCastProgress(db, projectId, (progress.read * (index + 1)) / chapters.length)
    await giveWay()
  }
  return read
}

function toCastBlock(block: {
  id: CastBlock['blockId']
  chapterId: CastBlock['chapterId']
  nodes: { text: string }[]
}) {
  const text = block.nodes.map((node) => node.text).join('')
  const textHash = createHash('md5').update(text).digest('hex')
  return { blockId: block.id, chapterId: block.chapterId, text, textHash }
}

/** Tags become spaces, so that all else keeps its place. */
function withoutTags(text: string): string {
  return text.replace(/<[^<>]{1,300}>|\[[^[\]]{1,100}\]/g, (tag) => ' '.repeat(tag.length))
}

/** Whose lines they are, and the language model that helped to find it, if one did. */
interface FoundLines {
  lines: CastLine[]
  helper: string | undefined
}

/** A model that fails in so many chapters one after the other is asked no more. */
const mostFailuresInTurn = 3

async function attributeChapters(
  needs: Needs,
  projectId: ProjectId,
  chapters: ReadChapter[],
  { characters, known }: { characters: CastCharacter[]; known: CastLine[] },
  run: JobRun,
): Promise<FoundLines> {
  const ofBlock = Map.groupBy(known, ({ blockId }) => blockId)
  const giveWay = openStops(run)
  const lines: CastLine[] = []
  let languageModel = run.isLastAttempt ? undefined : needs.languageModel
  let helper: string | undefined
  let failuresInTurn = 0
  for (const [index, { blocks, read }] of chapters.entries()) {
    const found = await runGivingWay(attributeLines(read, characters), giveWay)
    const isNew = ({ paragraph }: Line) => !ofBlock.has(blocks[paragraph]!.blockId)
    const asking = { blocks, found, characters, isNew }
    const asked = await askForSpeakers({ ...needs, languageModel }, asking, run.signal)
    if (asked.isHelped) helper = needs.languageModel?.name
    if (asked.failure) failuresInTurn++
    else if (asked.isHelped) failuresInTurn = 0
    const isGone = asked.failure?.code === 'language_model_timeout' || failuresInTurn === mostFailuresInTurn
    if (isGone) languageModel = undefined // each try may take minutes, which is hours for a long book
    const byParagraph = Map.groupBy(asked.lines, ({ paragraph }) => paragraph)
    for (const [paragraph, block] of blocks.entries()) {
      const kept = ofBlock.get(block.blockId)
      const pointsBefore = countBeforeEach(block.text)
      const own =
        kept ??
        (byParagraph.get(paragraph) ?? []).map((line) => toCastLine(line, projectId, block, characters, pointsBefore))
      lines.push(...own.slice(0, mostLines - lines.length))
    }
    const share = (progress.attributed - progress.read) * ((index + 1) / chapters.length)
    await tellCastProgress(needs.db, projectId, progress.read + share)
    await giveWay()
  }
  return { lines, helper }
}

function toCastLine(
  line: Line,
  projectId: ProjectId,
  { blockId, chapterId, textHash }: CastBlock,
  characters: CastCharacter[],
  pointsBefore: Uint32Array,
): CastLine {
  const character = line.speaker === undefined ? undefined : characters[line.speaker]
  return {
    id: newId<CastLineId>(),
    ...{ projectId, chapterId, blockId, textHash },
    start: pointsBefore[line.start]!,
    end: pointsBefore[line.end]!,
    characterId: character?.id ?? null,
    confidence: line.confidence,
    evidence: line.evidence,
  }
}

/** The cast, the voices in the text, and the end of this job are one transaction. */
async function keepCast(
  needs: Needs,
  { projectId, again, assign }: CastJob,
  found: FoundLines & { characters: CastCharacter[] },
  run: JobRun,
): Promise<void> {
  await needs.db.transaction(async (db) => {
    const inside = { ...needs, db }
    const project = await lockProject(db, projectId)
    const chapterIds = new Set((await listChapters(db, projectId)).map(({ id }) => id))
    const lines = found.lines.filter(({ chapterId }) => chapterIds.has(chapterId))
    const characters = await chooseVoices(inside, project, { ...found, lines })
    const languageModel = found.helper ?? (again ? null : undefined) // what stays was found with the one before
    if (!(await endCast(db, projectId, { state: 'ready', languageModel }))) return
    await replaceCast(db, projectId, { characters, lines })
    if (again) await db.delete(castChanges).where(eq(castChanges.projectId, projectId))
    await bumpRevision(db, projectId)
    if (assign) {
      await updateProject(db, projectId, finished)
      await applyCast(inside, projectId)
      if (assign.autoConvert) await convertIfAllowed(inside, projectId, assign.asker)
    }
    await run.completeIn(db)
  })
}
