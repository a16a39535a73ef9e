import { CoverForm, CoverResponse } from '#contract/cover.ts'
import { ProjectPath } from '#contract/paths.ts'
import { Status } from '#contract/status.ts'
import { deleteCover, getCover, takeSentCover } from '#server/projects/cover.ts'
import { storedSource } from '#server/snapshots/byte-source.ts'
import { coverUrl } from '../answers/present-project.ts'
import { type Route, route } from '../route.ts'

const tag = 'lectern'
const path = '/lectern/v1/projects/:project_id/cover'

const put = route({
  method: 'PUT',
  path,
  tag,
  summary: 'Give a project a cover: PNG, JPEG or WebP, at most 10 MB and 36 megapixels',
  role: 'editor',
  multipart: true,
  params: ProjectPath,
  body: CoverForm,
  reply: CoverResponse,
  async handle({ studio, params, body }) {
    const project = await takeSentCover(studio, params.project_id, body.cover.key)
    return { cover_image_url: coverUrl(project)! }
  },
})

const get = route({
  method: 'GET',
  path,
  tag,
  summary: 'Get the cover of a project',
  role: 'viewer',
  params: ProjectPath,
  reply: { bytes: ['image/png', 'image/jpeg', 'image/webp'] },
  async handle({ studio, params }) {
    const { contentType, byteLength, fileKey } = await getCover(studio, params.project_id)
    const bytes = storedSource(studio.files, fileKey, byteLength)
    const headers = { 'cache-control': 'private, max-age=86400' }
    return { contentType, bytes, etag: `"${fileKey.slice(-12)}"`, headers }
  },
})

const remove = route({
  method: 'DELETE',
  path,
  tag,
  summary: 'Take the cover of a project away',
  role: 'editor',
  params: ProjectPath,
  reply: Status,
  async handle({ studio, params }) {
    await deleteCover(studio, params.project_id)
    return { status: 'ok' as const }
  },
})

export const coverRoutes: Route[] = [put, get, remove]
