import type { MultipartValue } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type FormPart, normaliseForm } from '#contract/forms.ts'
import { StudioError } from '#server/base/errors.ts'
import { uploadKey } from '#server/importing/uploads.ts'
import { isConnectionLost } from '#server/storage/connection-lost.ts'
import type { FileStore } from '#server/storage/file-store.ts'

/**
 * Reads a multipart form and gives it to the handler: files go into the file store as they arrive, under `uploads/`; the
 * fields are put into one object, whatever client wrote them, and checked. The files of a refused form are deleted.
 * @throws ZodError with what is wrong; StudioError `request_too_large`; what the parser of forms throws
 */
export async function withForm<Form, Answer>(
  request: FastifyRequest,
  form: z.ZodType<Form>,
  files: FileStore,
  handle: (form: Form) => Promise<Answer>,
): Promise<Answer> {
  const uploaded: string[] = []
  try {
    const parts: FormPart[] = []
    for await (const part of request.parts()) {
      if (part.type === 'field') parts.push({ name: part.fieldname, value: textOf(part) })
      else {
        const key = uploadKey()
        uploaded.push(key)
        await files.put(key, part.file)
        parts.push({ name: part.fieldname, value: { filename: part.filename, content_type: part.mimetype, key } })
      }
    }
    return await handle(form.parse(normaliseForm(parts)))
  } catch (error) {
    // Where the database went away, nobody knows whether it has taken the form: its files may still be asked for.
    if (!isConnectionLost(error)) await files.delete(uploaded)
    throw error
  }
}

/** What a field says. The parser has read it already when the client calls it JSON, and has cut it when it is too long. */
function textOf({ fieldname, value, valueTruncated }: MultipartValue): string {
  if (valueTruncated) {
    throw new StudioError('request_too_large', `The field "${fieldname}" is too long.`, { param: fieldname })
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}
