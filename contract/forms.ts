import { z } from 'zod'
import { textToBoolean } from './requests.ts'

/** A file of a form once it is read: what the client said of it, and under which key its bytes were put. */
export interface FormFile {
  filename: string
  /** As sent, often `application/octet-stream`: then the bytes must tell. */
  content_type: string
  key: string
}

/** One part of a multipart form. */
export interface FormPart {
  name: string
  /** A text, a FormFile, or what the JSON of a text says where that was read before. */
  value: unknown
}

export const FileField = z.custom<FormFile>(isFile, 'Input should be a file').meta({ type: 'string', format: 'binary' })

/**
 * The fields of a multipart form as a plain object, whatever client wrote it: one says a list by repeating the part,
 * another by one part with a JSON array, whose items may again be JSON, or by the text `null` for none. Never throws:
 * what cannot be read stays as it was sent, for the form's schema to refuse.
 */
export function normaliseForm(parts: readonly FormPart[]): Record<string, unknown> {
  const fields = [...Map.groupBy(parts.filter(isSet), (part) => part.name)]
  return Object.fromEntries(fields.map(([name, same]) => [name, toFieldValue(name, same)]))
}

const lists = new Set(['genres'])
/** Never read as JSON: a text could name a file of somebody else's. */
const fileLists = new Set(['files'])
const objectLists = new Set(['pronunciation_dictionary_locators', 'voice_settings'])
const objects = new Set(['from_content_json', 'labels'])
const booleans = new Set([
  'mature_content',
  'acx_volume_normalization',
  'volume_normalization',
  'auto_convert',
  'auto_assign_voices',
  'create_publishing_read',
  'remove_background_noise',
  'moderate_metadata',
  'small',
  'auto_publish',
])
/** Whether what a field says may be JSON, and is read as such. */
export function isJsonField(name: string): boolean {
  return lists.has(name) || objectLists.has(name) || objects.has(name)
}

/** Here `null` may be what a person wrote. */
const freeTexts = new Set(['name', 'title', 'author', 'description'])

function isSet({ name, value }: FormPart): boolean {
  return value !== '' && (value !== 'null' || freeTexts.has(name))
}

function toFieldValue(name: string, parts: FormPart[]): unknown {
  const values = parts.map((part) => part.value)
  if (fileLists.has(name)) return values
  if (lists.has(name)) return values.flatMap(toItems)
  if (objectLists.has(name)) return values.flatMap(toItems).map(fromJson)
  const last = values.at(-1)
  if (objects.has(name)) return fromJson(last)
  return booleans.has(name) ? textToBoolean(last) : last
}

/** The items that one part of a list stands for: those of a JSON array, or the text itself. */
function toItems(value: unknown): unknown[] {
  const items = fromJson(value)
  return Array.isArray(items) ? items : [value]
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'filename' in value
}
