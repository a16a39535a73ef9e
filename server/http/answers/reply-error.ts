import type { FastifyReply, FastifyRequest } from 'fastify'
import { isResponseSerializationError } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { mostIssues } from '#contract/limits.ts'
import { errorCatalogue } from '#server/base/error-catalogue.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import { versionHeader } from '../requests/seen-version.ts'

/** Answers any thrown value in the public API's shapes: a list for 422, a `detail` with six keys for all else. */
export function replyError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (thrown instanceof z.ZodError) {
    const part = partName((thrown as { validationContext?: string }).validationContext)
    const detail = listIssues(thrown).map((issue) => toValidationError(issue, part))
    reply.code(422).send({ detail })
    return
  }
  const error = toKnownError(thrown)
  noteError(error, thrown, request, reply)
  reply.code(error.http).send(toBody(error, request.id))
}

/** Logs an error that is ours, and says in headers when to ask again. */
export function noteError(error: StudioError, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error.http >= 500) request.log.error({ err: thrown }, error.message)
  if (error.http === 503) reply.header('retry-after', '2')
  if (error.retryAfterSeconds !== undefined) {
    const resetAtUnix = Math.ceil(Date.now() / 1000 + error.retryAfterSeconds)
    reply.headers({ 'retry-after': Math.ceil(error.retryAfterSeconds), 'x-ratelimit-reset': resetAtUnix })
  }
  if (error.version !== undefined) reply.headers(versionHeader(error.version))
  // The rest of such a body is read and dropped: who still sends when the connection closes never hears why.
  if (error.code === 'request_too_large') reply.removeHeader('connection')
}

/** The body of every error but 422. */
export function toBody(error: StudioError, requestId: string | null) {
  const { code, param } = error
  const message = `${error.message} ${error.advice}`
  const { type } = errorCatalogue[code]
  return { detail: { type, code, message, status: code, request_id: requestId, param } }
}

/** As one of ours, also what Fastify throws before any of our code runs. */
export function toKnownError(thrown: unknown): StudioError {
  if (isResponseSerializationError(thrown)) {
    return new StudioError('internal_error', 'The answer is not what the contract promises.', { cause: thrown })
  }
  const { code = '', statusCode = 500 } = thrown as { code?: string; statusCode?: number }
  const known = fastifyErrors[code]?.(thrown as Error)
  if (known) return known
  if (code.startsWith('FST_') && statusCode < 500) return refuse(thrown as Error)
  return isBrokenForm(thrown) ? refuse(thrown) : toStudioError(thrown)
}

/** What Fastify and its multipart parser refuse in words that are good enough. */
function refuse(cause: Error): StudioError {
  return new StudioError('bad_request', `This request cannot be read: ${cause.message.replace(/\.$/, '')}.`, { cause })
}

/** The parser of forms has no codes; a body whose sender has gone is `aborted`. */
function isBrokenForm(thrown: unknown): thrown is Error {
  return thrown instanceof Error && /^Multipart: |unexpected end of multipart data|^aborted$/i.test(thrown.message)
}

/** What Fastify and its multipart parser throw before any of our code runs. */
const fastifyErrors: Record<string, (thrown: Error) => StudioError> = {
  FST_ERR_CTP_INVALID_JSON_BODY: (cause) => new StudioError('malformed_json', 'The body is not JSON.', { cause }),
  FST_ERR_CTP_BODY_TOO_LARGE: (cause) => new StudioError('request_too_large', 'The body is too large.', { cause }),
  FST_FILES_LIMIT: (cause) => new StudioError('request_too_large', 'The form has too many parts.', { cause }),
  FST_PARTS_LIMIT: (cause) => new StudioError('request_too_large', 'The form has too many parts.', { cause }),
  FST_REQ_FILE_TOO_LARGE: (cause) => new StudioError('request_too_large', 'The file is too large.', { cause }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (cause) =>
    new StudioError('invalid_content_type', 'The body has a content type that this operation does not take.', {
      cause,
    }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: (cause) =>
    new StudioError('invalid_parameters', 'The body is not as long as its Content-Length.', { cause }),
  FST_ERR_BAD_URL: (cause) =>
    new StudioError('invalid_parameters', 'The address of this request is not percent-encoded UTF-8.', { cause }),
  FST_INVALID_MULTIPART_CONTENT_TYPE: (cause) =>
    new StudioError('invalid_content_type', 'This operation takes multipart/form-data.', { cause }),
}

function partName(context: string | undefined): string {
  return context === 'params' ? 'path' : context === 'querystring' ? 'query' : (context ?? 'body')
}

/** What is wrong, as far as one answer tells it; where none of several forms fits, what is wrong with the nearest one. */
export function listIssues({ issues }: z.ZodError): z.core.$ZodIssue[] {
  return issues.slice(0, mostIssues).flatMap(listCauses).slice(0, mostIssues)
}

function listCauses(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const forms = issue.errors.map((causes) => causes.slice(0, mostIssues).flatMap(listCauses))
  const [nearest = []] = forms.toSorted((one, other) => distance(one) - distance(other))
  return nearest.map((cause) => ({ ...cause, path: [...issue.path, ...cause.path] }))
}

/** Of what was sent from a form that it does not have; a list is further from an object than any object. */
function distance(causes: z.core.$ZodIssue[]): number {
  const isOfAnotherKind = causes.some(({ code, path }) => code === 'invalid_type' && path.length === 0)
  return isOfAnotherKind ? Infinity : causes.length
}

/** The names that FastAPI gives to what can be wrong, since clients know those. */
function toValidationError(issue: z.core.$ZodIssue, part: string) {
  const loc = [part, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))]
  const absent = issue.path.length === 0 ? /received (undefined|null)$/ : /received undefined$/ // no body at all is null
  const isMissing = issue.code === 'invalid_type' && absent.test(issue.message)
  if (isMissing) return { loc, msg: 'Field required', type: 'missing' }
  return { loc, msg: issue.message, type: typeName(issue) }
}

function typeName(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `${issue.expected}_type`
  if ('origin' in issue && (issue.origin === 'string' || issue.origin === 'array')) {
    const prefix = issue.origin === 'string' ? 'string_' : ''
    if (issue.code === 'too_small') return `${prefix}too_short`
    if (issue.code === 'too_big') return `${prefix}too_long`
  }
  const names: Record<string, string> = {
    too_small: 'greater_than_equal',
    too_big: 'less_than_equal',
    invalid_value: 'enum',
    invalid_format: 'string_pattern_mismatch',
    invalid_union: 'union_tag_invalid',
  }
  return names[issue.code] ?? 'value_error'
}
