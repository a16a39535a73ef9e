import { z } from 'zod'
import { ProjectPath } from '#contract/paths.ts'
import { writeInTurns } from '#server/base/give-way.ts'
import { readNewestReport } from '#server/exporting/report/newest-report.ts'
import { reportPage } from '#server/exporting/report/report-page.ts'
import { type ReportLanguage, reportLanguages, reportWords } from '#server/exporting/report/report-words.ts'
import { getProject } from '#server/projects/find-project.ts'
import { plainPage, plainPageHeaders } from '../answers/plain-page.ts'
import type { BytesReply } from '../answers/send-bytes.ts'
import { type Route, route } from '../route.ts'

/** For people: the report of what was converted last. It is made when it is looked at, and shown when it is there. */
const page = route({
  method: 'GET',
  path: '/projects/:project_id/report',
  tag: 'exports',
  summary: 'A page that tells whether the newest snapshot meets the standards, to read or print',
  role: 'viewer',
  isPage: true,
  params: ProjectPath,
  query: z.object({ language: z.enum(reportLanguages).optional().catch(undefined) }),
  reply: { bytes: ['text/html'] },
  async handle({ studio, params, query, request, caller }) {
    const address = `/projects/${params.project_id}`
    const { id: projectId } = await getProject(studio.db, params.project_id)
    const newest = await readNewestReport(studio, projectId, caller.key)
    const words = reportWords(query.language ?? languageOf(request.headers['accept-language']))
    const { say } = words
    const way = { address, name: say('Back to the project') }
    const page = { title: say('Audiobook report'), role: 'status' as const, way, words }
    if (!newest) return answer(plainPage({ ...page, sentence: say(notConverted), againSeconds: 10 }))
    if ('report' in newest) return answer(await writeInTurns(reportPage(newest.report, words)))
    const sentence = `${say('The book is being measured:')} ${Math.round(newest.progress * 100)} %.`
    return answer(plainPage({ ...page, sentence, againSeconds: 2 }))
  },
})

export const reportRoutes: Route[] = [page]

const notConverted =
  'Nothing of this project is converted yet. Convert it (“Generate what is missing” where it is exported); then this page measures it.'

function answer(bytes: Buffer): BytesReply {
  return { contentType: 'text/html; charset=utf-8', bytes, headers: plainPageHeaders }
}

/** The first language of a browser that the page speaks. */
function languageOf(accepted = ''): ReportLanguage {
  const wanted = accepted.split(',').map((tag) => tag.trim().slice(0, 2).toLowerCase())
  return wanted.map((tag) => reportLanguages.find((one) => one === tag)).find((one) => one !== undefined) ?? 'en'
}
