import { type ErrorCode, errorCatalogue } from './error-catalogue.ts'

/** An error that a person will read: a code from the catalogue and a sentence that names the thing. */
export class StudioError extends Error {
  readonly code: ErrorCode
  /** The offending field, when there is one. */
  readonly param: string | null

  /** When asking again has a point, where that is known. */
  readonly retryAfterSeconds: number | undefined

  /** Which one it is by now, of what was changed by somebody else. */
  readonly version: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; param?: string; retryAfterSeconds?: number; version?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'StudioError'
    this.code = code
    this.param = options.param ?? null
    this.retryAfterSeconds = options.retryAfterSeconds
    this.version = options.version
  }

  get http(): number {
    return errorCatalogue[this.code].http
  }

  get advice(): string {
    return errorCatalogue[this.code].advice
  }
}

/**
 * What is known of any thrown value: the outermost StudioError among it and its causes, for who wraps an error into one of
 * ours takes the blame on; else `disk_full`, `system_busy`, or `internal_error` with the value as its cause.
 */
export function toStudioError(thrown: unknown): StudioError {
  const known = findStudioError(thrown)
  if (known) return known
  if (isDiskFull(thrown)) return new StudioError('disk_full', 'The disk is full.', { cause: thrown })
  if (isOutOfFiles(thrown)) return tooManyFiles(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new StudioError('internal_error', `Something went wrong: ${message}`, { cause: thrown })
}

const longestSentence = 1_000

/**
 * What is kept and told of an error elsewhere than in an answer: in rows, jobs and events, which have limits, and cannot hold
 * U+0000 or half of a surrogate pair.
 */
export function describeFailure(thrown: unknown): { code: ErrorCode; message: string } {
  const { code, message } = toStudioError(thrown)
  const storable = message.slice(0, longestSentence).toWellFormed().replaceAll('\0', '')
  return { code, message: message.length > longestSentence ? `${storable}…` : storable }
}

/** The outermost error of ours among a thrown value and its causes. */
export function findStudioError(thrown: unknown): StudioError | undefined {
  if (thrown instanceof StudioError) return thrown
  return thrown instanceof Error ? findStudioError(thrown.cause) : undefined
}

/** Whether a thrown value is, or was caused by, an error of ours of this kind. */
export function hasCode(thrown: unknown, code: ErrorCode): boolean {
  return findStudioError(thrown)?.code === code
}

function isDiskFull(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Whether this process or this machine may have no more files, connections and processes open. */
export function isOutOfFiles(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code
  return code === 'EMFILE' || code === 'ENFILE'
}

export function tooManyFiles(cause: unknown): StudioError {
  return new StudioError('system_busy', 'Too many files and connections are open.', { cause })
}

/**
 * Whether the same may succeed when it is tried again. `never`: what was asked for is the reason. `counted`: perhaps, and
 * each try counts. `uncounted`: what failed is the ground that all stand on, or this is not the place, so that no try says anything about the work.
 */
export type Retry = 'never' | 'counted' | 'uncounted'

const groundCodes: ErrorCode[] = ['database_unavailable', 'storage_unavailable', 'voice_elsewhere']

/** The one answer for whoever met an error and could try again. */
export function retryOf(thrown: unknown): Retry {
  const { code, http } = toStudioError(thrown)
  if (groundCodes.includes(code)) return 'uncounted'
  return http >= 500 || http === 429 ? 'counted' : 'never'
}
