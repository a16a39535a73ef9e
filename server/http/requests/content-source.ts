import type { CreateProjectForm, UpdateContentForm } from '#contract/project-forms.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ContentSource } from '#server/importing/fill-project.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import type { Guard } from '#server/net/guarded-fetch.ts'
import { toNewBlocks } from './to-content.ts'

/** @throws StudioError `invalid_parameters` when there is more than one, or a URL that may not be fetched */
export function toContentSource(form: CreateProjectForm | UpdateContentForm, outgoing: Guard): ContentSource {
  const { from_url: url, from_document: file, from_content_json: content } = form
  if ([url, file, content].filter(Boolean).length > 1) {
    const names = 'from_url, from_document and from_content_json'
    throw new StudioError('invalid_parameters', `Only one of ${names} can be given.`)
  }
  if (file) {
    const document = { fileKey: file.key, fileName: file.filename, contentType: file.content_type }
    return { kind: 'document', document }
  }
  if (url) return { kind: 'document', document: { url: assertAllowedUrl(url, outgoing, 'from_url').href } }
  if (!content) return { kind: 'none' }
  return { kind: 'chapters', chapters: content.map(({ name, blocks }) => ({ name, blocks: toNewBlocks(blocks) })) }
}
