import { listChapters } from '#server/projects/chapters.ts'
import type { Project } from '#server/projects/project.ts'
import type { Studio } from '#server/studio.ts'
import { report } from './figure.ts'
import { download, serve } from './http.ts'
import { type Cost, measure, median, repeat, totalCpuSeconds } from './measure.ts'
import { convertProject, editParagraph, makeProject, openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// Streaming a project of 20 chapters again after an edit in one of them: that one is encoded, the others are copied.

const chapterCount = 20
const edits = 5

await using bench = await openBenchStudio()
const { studio, dataFolder } = bench
await using server = await serve(studio)
const chapters = Array.from({ length: chapterCount }, (_, index) => makeParagraphs(4, 300, index + 1))
const project = await makeProject(studio, chapters)
const first = await streamNewest(project)
const later = await repeat(edits, async (round) => {
  await editChapter(studio, project, round)
  return streamNewest(project)
})

await report([
  compare('CPU of Node and PostgreSQL', (cost) => totalCpuSeconds(cost)),
  { ...compare('wall', (cost) => cost.wallSeconds), target: undefined },
])

function compare(what: string, of: (cost: Cost) => number) {
  return {
    what: `Stream a project of ${chapterCount} chapters again after an edit in one: ${what}`,
    unit: 's',
    ours: median(later.map(of)),
    reference: { what: 'first stream', value: of(first) },
    target: { of: 'ratio', atMost: 0.1 } as const,
  }
}

/** Converts, and then measures the stream alone. */
async function streamNewest(of: Project): Promise<Cost> {
  const snapshot = await convertProject(studio, of)
  const url = `${server.baseUrl}/v1/studio/projects/${of.id}/snapshots/${snapshot.id}/stream`
  return measure(dataFolder, () => download(url, { method: 'POST' }))
}

async function editChapter(needs: Studio, { id: projectId }: Project, index: number): Promise<void> {
  const chapter = (await listChapters(needs.db, projectId))[index]!
  const [text] = makeParagraphs(1, 300, 1000 + index)
  await editParagraph(needs, { projectId, chapterId: chapter.id }, 1, text!)
}
