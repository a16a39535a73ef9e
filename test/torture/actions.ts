import { compareProject } from './compare-project.ts'
import {
  type ChapterRecord,
  chapterPath,
  newChapterRecord,
  newProjectRecord,
  type ProjectRecord,
  projectPath,
} from './ledger.ts'
import type { Chance } from './random.ts'
import { writeParagraphs } from './texts.ts'
import type { Writer } from './writer.ts'

interface Action {
  /** How often it is done, relative to the others. */
  weight: number
  /** @param name a new one, given to nothing else */
  act(writer: Writer, name: string): Promise<void>
}

export const actions: Action[] = [
  { weight: 3, act: createProject },
  { weight: 2, act: importDocument },
  { weight: 2, act: renameProject },
  { weight: 7, act: convertProject },
  { weight: 1, act: deleteProject },
  { weight: 4, act: addChapter },
  { weight: 4, act: renameChapter },
  { weight: 6, act: replaceContent },
  { weight: 10, act: convertChapter },
  { weight: 2, act: deleteChapter },
  { weight: 3, act: lookAtProject },
  { weight: 3, act: listenToProject },
]

async function createProject(writer: Writer, name: string): Promise<void> {
  const { chance } = writer
  const record = newProjectRecord(name)
  for (let number = 0; number <= chance.between(0, 3); number++) {
    const paragraphs = writeParagraphs(chance, chance.between(1, 4))
    record.chapters.push(newChapterRecord(`${name} opening ${number}`, paragraphs, 'certain'))
  }
  const content = record.chapters.map((chapter) => ({
    name: chapter.name.latest,
    ...toContent(chapter.paragraphs.latest, chance),
  }))
  await create(writer, record, { from_content_json: JSON.stringify(content) })
}

async function importDocument(writer: Writer, name: string): Promise<void> {
  const record = newProjectRecord(name)
  record.documentParagraphs = writeParagraphs(writer.chance, writer.chance.between(2, 8))
  const file = new File([record.documentParagraphs.join('\n\n')], 'document.txt', { type: 'text/plain' })
  await create(writer, record, { from_document: file })
}

async function create(writer: Writer, record: ProjectRecord, source: Record<string, string | File>): Promise<void> {
  record.convertsAtOnce = writer.chance.next() < 0.2
  writer.ledger.projects.push(record)
  const form = { name: record.name.latest, auto_convert: String(record.convertsAtOnce), ...source }
  const outcome = await writer.send({ method: 'POST', path: '/v1/studio/projects', form })
  if (outcome.kind !== 'done') return
  record.id = outcome.body.project.project_id
  record.existence = 'certain'
  await look(writer, record) // for the ids of its chapters
}

async function renameProject(writer: Writer, name: string): Promise<void> {
  const project = chooseProject(writer)
  if (!project) return
  const json = { name, default_title_voice_id: 'tone-a', default_paragraph_voice_id: 'tone-a' }
  const outcome = await writer.send({ method: 'POST', path: projectPath(project), json })
  project.name.set(name, outcome.kind === 'done')
}

async function convertProject(writer: Writer): Promise<void> {
  const project = chooseProject(writer)
  if (project) await convert(writer, project, projectPath(project))
}

async function deleteProject(writer: Writer): Promise<void> {
  const project = chooseProject(writer)
  if (project) await remove(writer, project, projectPath(project))
}

async function addChapter(writer: Writer, name: string): Promise<void> {
  const project = chooseProject(writer)
  if (!project) return
  const chapter = newChapterRecord(name, [], 'uncertain')
  project.chapters.push(chapter)
  const path = `${projectPath(project)}/chapters`
  const outcome = await writer.send({ method: 'POST', path, json: { name } })
  if (outcome.kind !== 'done') return
  chapter.id = outcome.body.chapter.chapter_id
  chapter.existence = 'certain'
}

async function renameChapter(writer: Writer, name: string): Promise<void> {
  const { path, chapter } = chooseChapter(writer)
  if (!chapter) return
  const outcome = await writer.send({ method: 'POST', path, json: { name } })
  chapter.name.set(name, outcome.kind === 'done')
}

async function replaceContent(writer: Writer): Promise<void> {
  const { path, chapter } = chooseChapter(writer)
  if (!chapter) return
  const paragraphs = writeParagraphs(writer.chance, writer.chance.between(1, 6))
  const json = { content: toContent(paragraphs, writer.chance) }
  const outcome = await writer.send({ method: 'POST', path, json })
  chapter.paragraphs.set(paragraphs, outcome.kind === 'done')
}

async function convertChapter(writer: Writer): Promise<void> {
  const { path, chapter, project } = chooseChapter(writer)
  if (chapter) await convert(writer, project, path)
}

async function deleteChapter(writer: Writer): Promise<void> {
  const { path, chapter } = chooseChapter(writer)
  if (chapter) await remove(writer, chapter, path)
}

async function lookAtProject(writer: Writer): Promise<void> {
  const project = writer.chance.oneOf(writer.ledger.projects.filter(isThere))
  if (project) await look(writer, project)
}

async function look(writer: Writer, project: ProjectRecord): Promise<void> {
  const wrong = await compareProject(writer.send, project)
  writer.violations.push(...wrong.map((what) => `While it went on, in project ${project.name}: ${what}.`))
}

async function listenToProject(writer: Writer): Promise<void> {
  const project = chooseProject(writer)
  if (!project) return
  const path = `${projectPath(project)}/snapshots`
  const outcome = await writer.send({ method: 'GET', path })
  const snapshots: { project_snapshot_id: string }[] = outcome.kind === 'done' ? outcome.body.snapshots : []
  const snapshot = writer.chance.oneOf(snapshots)
  if (snapshot) await writer.send({ method: 'POST', path: `${path}/${snapshot.project_snapshot_id}/stream` })
}

async function convert(writer: Writer, project: ProjectRecord, path: string): Promise<void> {
  const outcome = await writer.send({ method: 'POST', path: `${path}/convert` })
  if (outcome.kind === 'done') writer.ledger.conversions.push({ requestId: outcome.requestId, project })
}

async function remove(writer: Writer, record: ProjectRecord | ChapterRecord, path: string): Promise<void> {
  record.existence = 'uncertain'
  const outcome = await writer.send({ method: 'DELETE', path })
  if (outcome.kind === 'done') record.existence = 'deleted'
}

/** One of the youngest, so that things happen to each other. Not one whose document is still read. */
function chooseProject({ chance, ledger }: Writer): ProjectRecord | undefined {
  const projects = ledger.projects.filter((project) => isThere(project) && !project.documentParagraphs)
  return chance.oneOf(projects.slice(-10))
}

type Choice =
  | { project: ProjectRecord; chapter: ChapterRecord; path: string }
  | { project?: ProjectRecord; chapter?: undefined; path: string }

function chooseChapter(writer: Writer): Choice {
  const project = chooseProject(writer)
  const chapter = project && writer.chance.oneOf(project.chapters.filter(isThere))
  return chapter ? { project, chapter, path: chapterPath(project, chapter) } : { path: '' }
}

function isThere({ id, existence }: ProjectRecord | ChapterRecord): boolean {
  return id !== undefined && existence === 'certain'
}

/** Most in a voice that is fast, some in one that takes its time. */
function toContent(paragraphs: string[], chance: Chance) {
  const toNode = (text: string) => ({
    type: 'tts_node',
    voice_id: chance.next() < 0.8 ? 'tone-a' : 'flite-slt',
    text,
  })
  return { blocks: paragraphs.map((text) => ({ sub_type: 'p', nodes: [toNode(text)] })) }
}
