import { ProjectPath } from '#contract/paths.ts'
import { StudioError } from '#server/base/errors.ts'
import { exportFile, listExports } from '#server/exporting/export-store.ts'
import { reportPage } from '#server/exporting/report/report-page.ts'
import { requestExport } from '#server/exporting/request-export.ts'
import { getProject } from '#server/projects/find-project.ts'
import { findNewestSnapshot } from '#server/snapshots/snapshot-store.ts'
import { plainPage, plainPageHeaders } from '../plain-page.ts'
import { type Route, route } from '../route.ts'
import type { BytesReply } from '../send-bytes.ts'

/** For people: the report of what was converted last. It is made when it is looked at, and shown when it is there. */
const page = route({
  method: 'GET',
  path: '/projects/:project_id/report',
  tag: 'exports',
  summary: 'A page that tells whether the newest snapshot meets the standards, to read or print',
  role: 'viewer',
  isPage: true,
  params: ProjectPath,
  reply: { bytes: ['text/html'] },
  async handle({ studio, params }) {
    const address = `/projects/${params.project_id}`
    const { id: projectId } = await getProject(studio.db, params.project_id)
    const newest = await findNewestSnapshot(studio.db, projectId)
    const page = { title: 'Audiobook report', role: 'status' as const, way: { address, name: 'Back to the project' } }
    if (!newest) return answer(plainPage({ ...page, sentence: notConverted, againSeconds: 10 }))
    const failed = (await listExports(studio.db, projectId)).find(
      (one) => one.format === 'report' && one.projectSnapshotId === newest.id && one.state === 'failed',
    )
    if (failed) throw new StudioError('internal_error', failed.errorMessage ?? 'The report could not be made.')
    const made = await requestExport(studio, { projectId, projectSnapshotId: newest.id }, 'report', {})
    if (made.state === 'ready') {
      return answer(Buffer.from(reportPage(JSON.parse(String(await studio.files.read(exportFile(made.id)))))))
    }
    const sentence = `The book is being measured: ${Math.round(made.progress * 100)} %.`
    return answer(plainPage({ ...page, sentence, againSeconds: 2 }))
  },
})

export const reportRoutes: Route[] = [page]

const notConverted =
  'Nothing of this project is converted yet. Convert it (“Generate what is missing” where it is exported); then this page measures it.'

function answer(bytes: Buffer): BytesReply {
  return { contentType: 'text/html; charset=utf-8', bytes, headers: plainPageHeaders }
}
