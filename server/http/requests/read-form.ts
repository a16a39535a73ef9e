import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyMultipartOptions, MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type FormFile, type FormPart, isJsonField, normaliseForm } from '#contract/forms.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import { openTurn, untilMyTurn } from '#server/base/give-way.ts'
import { checkJson, readJson } from '#server/base/read-json.ts'
import { uploadKey } from '#server/importing/uploads.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { whileThereIsRoom } from '#server/storage/require-room.ts'
import { bodyLimits, formLimits } from '../entrance/body-limits.ts'
import { parseLax } from './lax.ts'
import { joinText } from './read-text.ts'
import { readUrlencoded } from './urlencoded.ts'

/** For the parser of forms: each part is a stream, so that this file decides how much of it is read. */
export const formOptions = {
  isPartAFile: () => true,
  limits: { fileSize: bodyLimits.file, files: formLimits.parts, parts: formLimits.parts },
} satisfies FastifyMultipartOptions

/**
 * Reads a form, in parts or urlencoded, and gives it to the handler: files go into the file store as they arrive, under
 * `uploads/`; the fields are put into one object, whatever client wrote them, and checked. Files that the form has no field
 * for are not kept, and those of a refused form are deleted.
 * @throws ZodError with what is wrong; StudioError `request_too_large`, `malformed_json`; what the parser of forms throws
 */
export async function withForm<Form, Answer>(
  request: FastifyRequest,
  form: z.ZodType<Form>,
  files: FileStore,
  handle: (form: Form) => Promise<Answer>,
): Promise<Answer> {
  checkType(request)
  const uploaded: string[] = []
  try {
    const parts =
      typeof request.body === 'string'
        ? await readFields(request.body)
        : await readParts(request, fileFieldsOf(form), files, uploaded)
    await untilMyTurn()
    const read = parseLax(form, normaliseForm(parts))
    await untilMyTurn()
    await files.delete(uploaded.filter((key) => !keysIn(read as object).includes(key)))
    return await handle(read)
  } catch (error) {
    // Where the database went away, nobody knows whether it has taken the form: its files may still be asked for.
    if (toStudioError(error).code !== 'database_unavailable') await files.delete(uploaded)
    throw error
  }
}

async function readFields(body: string): Promise<FormPart[]> {
  await untilMyTurn()
  const fields = readUrlencoded(body).map(async ({ name, value }) => ({
    name,
    value: await toValue(name, String(value)),
  }))
  return Promise.all(fields)
}

/** @param uploaded is told the key of each file before it is written @throws StudioError */
async function readParts(
  request: FastifyRequest,
  fileFields: string[],
  files: FileStore,
  uploaded: string[],
): Promise<FormPart[]> {
  const parts: FormPart[] = []
  const room = { fields: bodyLimits.fields, content: bodyLimits.content, files: formLimits.files }
  await using body = inSmallPieces(request.raw)
  const reading: FastifyRequest = Object.create(request, { raw: { value: body } })
  for await (const part of reading.parts()) {
    if (part.type !== 'file') continue // there are none, see `formOptions`
    const name = part.fieldname
    if (isFile(part)) {
      if (room.files-- === 0) throw tooLarge('The form has too many files.')
      const file = { filename: part.filename ?? '', content_type: part.mimetype, key: uploadKey() }
      if (fileFields.includes(name)) {
        uploaded.push(file.key)
        await files.put(file.key, Readable.from(whileThereIsRoom(files, part.file), { objectMode: false }))
      } else part.file.resume()
      parts.push({ name, value: file })
    } else {
      const kind = name === 'from_content_json' ? 'content' : 'fields'
      const { pieces, byteLength } = await readField(part, room[kind])
      room[kind] -= byteLength
      parts.push({ name, value: await toValue(name, await joinText(pieces, byteLength)) })
    }
  }
  return parts
}

/** A form may have a part in every five bytes, and the parser makes all parts of what it is given before anybody else has a turn. */
const pieceBytes = 8_192

/** A body in small pieces, with the headers that the parser asks for. What is left of it when this is closed can be read on. */
function inSmallPieces(raw: IncomingMessage): Readable & Pick<IncomingMessage, 'headers'> {
  return Object.assign(Readable.from(cut(raw), { objectMode: false, highWaterMark: 1 }), { headers: raw.headers })
}

async function* cut(raw: IncomingMessage): AsyncGenerator<Buffer> {
  const giveWay = openTurn()
  try {
    for await (const came of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      for (let start = 0; start < came.length; start += pieceBytes) {
        yield came.subarray(start, start + pieceBytes)
        await giveWay()
      }
    }
  } catch (error) {
    if (!raw.destroyed) throw error // whoever has gone has sent half a form
  }
}

/** Browsers and clients name the file that they send; some only say that it is bytes. */
function isFile({ filename, mimetype }: MultipartFile): boolean {
  return filename !== undefined || mimetype === 'application/octet-stream'
}

/** @throws StudioError `request_too_large` */
async function readField({ fieldname, file }: MultipartFile, most: number) {
  const pieces: Buffer[] = []
  let byteLength = 0
  for await (const piece of file) {
    byteLength += piece.length
    if (byteLength > most) throw tooLarge(`The field "${fieldname.slice(0, 100)}" is too long.`, fieldname)
    pieces.push(piece)
  }
  return { pieces, byteLength }
}

/** What a field says. Content is read here already, since it may be long; what is no JSON stays text. @throws StudioError */
async function toValue(name: string, text: string): Promise<unknown> {
  if (!isJsonField(name)) return text
  await checkJson(text)
  if (name !== 'from_content_json' || !text.trimStart().startsWith('[')) return text
  return readJson(text).catch(() => text)
}

/** The parser of forms takes no boundary of more than 252 characters, however a type spells it. */
function checkType({ headers }: FastifyRequest): void {
  if ((headers['content-type'] ?? '').length <= formLimits.typeCharacters) return
  throw new StudioError('invalid_content_type', 'The content type of the form, with its boundary, is too long.')
}

const known = new WeakMap<z.ZodType, string[]>()

/** The names of the fields that are files. */
function fileFieldsOf(form: z.ZodType): string[] {
  const names = known.get(form) ?? listFileFields(form)
  known.set(form, names)
  return names
}

function listFileFields(form: z.ZodType): string[] {
  const { properties = {} } = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' })
  const isBinary = (property: unknown) => JSON.stringify(property).includes('"format":"binary"')
  return Object.entries(properties).flatMap(([name, property]) => (isBinary(property) ? [name] : []))
}

/** Of the files that a form has taken. */
function keysIn(form: object): string[] {
  const values = Object.values(form).flat()
  return values.flatMap((value) => (value && typeof value === 'object' ? ((value as FormFile).key ?? []) : []))
}

function tooLarge(sentence: string, param?: string): StudioError {
  return new StudioError('request_too_large', sentence, { param })
}
