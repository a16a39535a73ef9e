import { DocumentInspection, InspectDocumentForm } from '#contract/documents.ts'
import { StudioError } from '#server/base/errors.ts'
import { openGate } from '#server/base/gate.ts'
import { inspectSource } from '#server/importing/inspect-source.ts'
import { presentInspection } from '../answers/present-inspection.ts'
import { toContentSource } from '../requests/content-source.ts'
import { toReadingChoices } from '../requests/to-reading-choices.ts'
import { type Route, route } from '../route.ts'

/** Each inspection is a process of its own, which may take as much memory as an import. */
const inspectionsAtOnce = 2

/** What documents would become, before anything is made of them. */
export function documentRoutes(): Route[] {
  const gate = openGate({ ofAll: inspectionsAtOnce })
  const inspect = route({
    method: 'POST',
    path: '/lectern/v1/documents/inspect',
    tag: 'lectern',
    summary: 'Tell the chapters of a document, and what would be left out of it; nothing is created',
    role: 'editor',
    multipart: true,
    waits: true,
    body: InspectDocumentForm,
    reply: DocumentInspection,
    async handle({ studio, body, signal, caller }) {
      const source = toContentSource({ ...body, auto_convert: false }, studio.outgoing)
      if (source.kind !== 'document') {
        throw new StudioError('invalid_parameters', 'Give a document: from_document or from_url.')
      }
      const choices = toReadingChoices(body)
      return presentInspection(
        await gate(caller.key ?? '', signal, () => inspectSource(studio, source.document, choices, signal)),
      )
    },
  })
  return [inspect]
}
