import { ProjectPath } from '#contract/paths.ts'
import { StudioError } from '#server/base/errors.ts'
import { exportFile, listExports } from '#server/exporting/export-store.ts'
import { reportPage } from '#server/exporting/report/report-page.ts'
import { requestExport } from '#server/exporting/request-export.ts'
import { getProject } from '#server/projects/find-project.ts'
import { listProjectSnapshots } from '#server/snapshots/snapshot-store.ts'
import { type Route, route } from '../route.ts'

const headers = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
}

/** For people: the report of what was converted last. It is made when it is looked at, and shown when it is there. */
const page = route({
  method: 'GET',
  path: '/projects/:project_id/report',
  tag: 'exports',
  summary: 'A page that tells whether the newest snapshot meets the standards, to read or print',
  role: 'editor',
  params: ProjectPath,
  reply: { bytes: ['text/html'] },
  async handle({ studio, params }) {
    const { id: projectId } = await getProject(studio.db, params.project_id)
    const [newest] = await listProjectSnapshots(studio.db, projectId)
    if (!newest) throw new StudioError('snapshot_not_found', 'Nothing of this project is converted yet.')
    const failed = (await listExports(studio.db, projectId)).find(
      (one) => one.format === 'report' && one.projectSnapshotId === newest.id && one.state === 'failed',
    )
    if (failed) throw new StudioError('internal_error', failed.errorMessage ?? 'The report could not be made.')
    const made = await requestExport(studio, { projectId, projectSnapshotId: newest.id }, 'report', {})
    const html =
      made.state === 'ready'
        ? reportPage(JSON.parse(String(await studio.files.read(exportFile(made.id)))))
        : waitingPage(`The book is being measured: ${Math.round(made.progress * 100)} %.`)
    return { contentType: 'text/html; charset=utf-8', bytes: Buffer.from(html), headers }
  },
})

export const reportRoutes: Route[] = [page]

/** Asks again by itself. */
function waitingPage(sentence: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="2">
<title>Audiobook report</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}</style></head>
<body><main><h1>Audiobook report</h1><p role="status">${sentence}</p></main></body></html>
`
}
