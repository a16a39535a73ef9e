import { type ChapterRecord, chapterPath, newChapterRecord, type ProjectRecord, projectPath } from './ledger.ts'
import type { Outcome, Request } from './requests.ts'

type Send = (request: Request) => Promise<Outcome>
type SeenChapter = { chapter_id: string; name: string }
type SeenProject = { name: string; state: string; chapters: SeenChapter[] }

/**
 * Reads a project that must be there, and answers what is otherwise than promised. Notes the ids of chapters that are
 * seen for the first time. Of an answer that did not come nothing is said.
 */
export async function compareProject(send: Send, record: ProjectRecord): Promise<string[]> {
  const outcome = await send({ method: 'GET', path: projectPath(record) })
  if (outcome.kind !== 'done') return []
  const seen: SeenProject = outcome.body
  const wrong = record.name.includes(seen.name) ? [] : [`it is called "${seen.name}", not ${record.name}`]
  if (record.documentParagraphs && seen.state === 'creating') return wrong
  if (record.documentParagraphs) return [...wrong, ...(await adoptDocument(send, record, seen))]
  return [...wrong, ...compareChapters(record, seen.chapters), ...(await compareContents(send, record))]
}

/** The chapters of an imported document: from now on they are like all others. */
async function adoptDocument(send: Send, record: ProjectRecord, seen: SeenProject): Promise<string[]> {
  const chapters: ChapterRecord[] = []
  for (const { chapter_id, name } of seen.chapters) {
    const outcome = await send({ method: 'GET', path: `${projectPath(record)}/chapters/${chapter_id}` })
    if (outcome.kind !== 'done') return []
    chapters.push({ ...newChapterRecord(name, paragraphsOf(outcome.body), 'certain'), id: chapter_id })
  }
  const imported = chapters.flatMap((chapter) => chapter.paragraphs.latest).join('\n')
  const missing = record.documentParagraphs!.filter((paragraph) => !imported.includes(paragraph))
  record.chapters = chapters
  record.documentParagraphs = undefined
  return missing.map((paragraph) => `its document's "${paragraph}" is lost`)
}

function compareChapters(record: ProjectRecord, seen: SeenChapter[]): string[] {
  const wrong: string[] = []
  const waiting = record.chapters.filter((chapter) => chapter.existence !== 'deleted')
  for (const { chapter_id: id, name } of seen) {
    const index = waiting.findIndex((chapter) => chapter.id === id || (!chapter.id && chapter.name.includes(name)))
    const [chapter, ...passedOver] = waiting.splice(0, index + 1).reverse()
    wrong.push(...listLost(passedOver))
    if (!chapter) wrong.push(`chapter "${name}" (${id}) is there out of order, or after it was deleted`)
    else if (!chapter.name.includes(name)) wrong.push(`chapter "${name}" should be called ${chapter.name}`)
    if (chapter) chapter.id = id
  }
  return [...wrong, ...listLost(waiting)]
}

function listLost(missing: ChapterRecord[]): string[] {
  return missing
    .filter((chapter) => chapter.existence === 'certain')
    .map((chapter) => `chapter ${chapter.name} is lost`)
}

async function compareContents(send: Send, record: ProjectRecord): Promise<string[]> {
  const wrong: string[] = []
  for (const chapter of record.chapters.filter((one) => one.id && one.existence === 'certain')) {
    const outcome = await send({ method: 'GET', path: chapterPath(record, chapter) })
    if (outcome.kind !== 'done' || chapter.paragraphs.includes(paragraphsOf(outcome.body))) continue
    wrong.push(`chapter ${chapter.name} says ${JSON.stringify(paragraphsOf(outcome.body))}, not ${chapter.paragraphs}`)
  }
  return wrong
}

type SeenContent = { content: { blocks: { nodes: { text: string }[] }[] } }

function paragraphsOf({ content }: SeenContent): string[] {
  return content.blocks.map((block) => block.nodes.map((node) => node.text).join(''))
}
