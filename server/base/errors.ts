/**
 * Every error a person can meet: its HTTP status, the class the public API files it under, and what to do about it.
 * The sentence that names the thing is written where the error is thrown. `docs/errors.md` is made from this list.
 */
export const errorCatalogue = {
  // The request
  invalid_parameters: { http: 400, type: 'validation_error', advice: 'Correct the named parameter and send it again.' },
  bad_request: { http: 400, type: 'invalid_request', advice: 'Send the request as /docs describes it.' },
  malformed_json: { http: 400, type: 'invalid_request', advice: 'Send valid JSON in UTF-8.' },
  invalid_content_type: {
    http: 400,
    type: 'invalid_request',
    advice: 'Send the content type that the operation takes.',
  },
  request_too_large: {
    http: 413,
    type: 'invalid_request',
    advice: 'Send less at once, or raise the limit in the configuration.',
  },
  empty_text: { http: 400, type: 'validation_error', advice: 'Give some text that can be spoken.' },
  text_too_long: { http: 400, type: 'validation_error', advice: 'Split the text; the limit is in the message.' },
  invalid_output_format: { http: 400, type: 'validation_error', advice: 'Choose a format that the operation lists.' },
  // Keys and roles
  missing_api_key: { http: 401, type: 'authentication_error', advice: 'Send the header xi-api-key.' },
  invalid_api_key: { http: 401, type: 'authentication_error', advice: 'Make a key with `npx lectern keys create`.' },
  insufficient_permissions: {
    http: 403,
    type: 'authorization_error',
    advice: 'Use a key with the role that the message names.',
  },
  forbidden: { http: 403, type: 'authorization_error', advice: 'This cannot be changed.' },
  feature_not_available: {
    http: 403,
    type: 'authorization_error',
    advice: 'See docs/compatibility.md for what this server offers.',
  },
  // Things that are not there
  project_not_found: { http: 404, type: 'not_found', advice: 'List the projects again.' },
  chapter_not_found: { http: 404, type: 'not_found', advice: 'List the chapters again; a new import gives new ids.' },
  snapshot_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'List the snapshots; a snapshot goes with its project or chapter.',
  },
  history_item_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'List the history again; with enable_logging=false nothing is kept.',
  },
  voice_not_found: { http: 404, type: 'not_found', advice: 'Choose a voice from GET /v1/voices.' },
  voice_pack_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'Choose a pack from `npx lectern voices list` or GET /lectern/v1/voice-packs.',
  },
  sample_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'Voices of this server come from engines, not from recordings; hear them at their preview_url.',
  },
  voice_collection_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'List them with GET /v1/voices/collections.',
  },
  audio_effect_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'Ask without audio_effects: GET /v1/audio-effects/catalog lists none.',
  },
  model_not_found: { http: 404, type: 'not_found', advice: 'Choose a model from GET /v1/models.' },
  pronunciation_dictionary_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'List the pronunciation dictionaries again; every change of rules makes a new version.',
  },
  engine_not_found: {
    http: 404,
    type: 'not_found',
    advice: '`npx lectern doctor` lists the engines and how to get more.',
  },
  file_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'The stored file is gone; convert the chapter again to make it anew.',
  },
  // Conflicts and limits
  already_processing: { http: 409, type: 'conflict', advice: 'Wait until the running conversion ends.' },
  range_not_satisfiable: { http: 416, type: 'invalid_request', advice: 'Ask for bytes inside the file.' },
  rate_limit_exceeded: { http: 429, type: 'rate_limit_error', advice: 'Wait as long as Retry-After says.' },
  // Documents
  invalid_file_type: { http: 400, type: 'validation_error', advice: 'Send an EPUB, HTML or TXT file.' },
  document_broken: {
    http: 400,
    type: 'validation_error',
    advice: 'Check the file with an EPUB validator, or export it again.',
  },
  document_too_large: {
    http: 400,
    type: 'validation_error',
    advice: 'Split the document, or raise the limit in the configuration.',
  },
  // Pronunciation
  pronunciation_dictionary_broken: {
    http: 400,
    type: 'validation_error',
    advice: 'Correct the PLS file where the message says, or check it with any XML validator.',
  },
  pronunciation_dictionary_too_large: {
    http: 400,
    type: 'validation_error',
    advice: 'Split it into several dictionaries; a project takes as many as you like.',
  },
  // Sound
  invalid_audio: {
    http: 400,
    type: 'validation_error',
    advice: 'Give 16-bit mono PCM (WAV) at 4,000 to 192,000 Hz.',
  },
  document_protected: {
    http: 400,
    type: 'validation_error',
    advice: 'Use a copy without copy protection (DRM) or password.',
  },
  // The outside
  fetch_refused: {
    http: 400,
    type: 'validation_error',
    advice: 'Give a public address, or start the server with LECTERN_ALLOW_PRIVATE_URLS=1 if you mean it.',
  },
  fetch_failed: {
    http: 502,
    type: 'internal_error',
    advice: 'Check that the address opens in a browser, and try again.',
  },
  fetch_too_large: { http: 400, type: 'validation_error', advice: 'Download it and import the file instead.' },
  fetch_timeout: { http: 504, type: 'internal_error', advice: 'Try again later, or download it and import the file.' },
  voice_pack_unavailable: {
    http: 503,
    type: 'service_unavailable',
    advice:
      'Run `npx lectern voices install NAME` when the network is there, or name a mirror, folder or file in LECTERN_VOICE_SOURCE.',
  },
  callback_refused: { http: 502, type: 'internal_error', advice: 'Check the receiver; the callback is sent again.' },
  // The machinery
  engine_failed: {
    http: 502,
    type: 'internal_error',
    advice: 'Convert again; if it stops at the same place, try another voice.',
  },
  engine_timeout: { http: 504, type: 'internal_error', advice: 'Try again; if it stays slow, start more workers.' },
  encoding_failed: {
    http: 500,
    type: 'internal_error',
    advice: 'Ask for the file again; it is made anew from the takes.',
  },
  disk_full: {
    http: 507,
    type: 'internal_error',
    advice: 'Free some space under LECTERN_DATA, then convert again: nothing is lost.',
  },
  storage_failed: { http: 500, type: 'internal_error', advice: 'Check that LECTERN_DATA can be read and written.' },
  database_unavailable: {
    http: 503,
    type: 'service_unavailable',
    advice: 'Try again in a few seconds; the database is being restarted.',
  },
  system_busy: { http: 503, type: 'service_unavailable', advice: 'Try again in a few seconds.' },
  job_cancelled: { http: 409, type: 'conflict', advice: 'Start it again when you want it; what was made is kept.' },
  internal_error: { http: 500, type: 'internal_error', advice: 'Look into the log with the request id.' },
  // The command line
  command_misused: { http: 400, type: 'validation_error', advice: '`npx lectern help` lists the commands.' },
  input_unreadable: { http: 400, type: 'validation_error', advice: 'Give the path of a document that can be read.' },
  output_refused: { http: 400, type: 'validation_error', advice: 'Give another path with --out.' },
  output_disk_full: {
    http: 507,
    type: 'internal_error',
    advice: 'Free some space there or give another path with --out, then run the same command again: nothing is lost.',
  },
  output_wrong: {
    http: 500,
    type: 'internal_error',
    advice: 'Run the same command again; nothing is spoken twice. If it stays wrong, please report it.',
  },
  // Starting
  invalid_configuration: {
    http: 500,
    type: 'internal_error',
    advice: 'Correct the variable; `npx lectern config` lists them all.',
  },
  unsafe_configuration: {
    http: 500,
    type: 'internal_error',
    advice: 'Make a key first: npx lectern keys create --name me',
  },
  database_failed_to_start: {
    http: 500,
    type: 'internal_error',
    advice: 'Read the log named in the message; `npx lectern doctor` checks the rest.',
  },
} as const satisfies Record<string, { http: number; type: string; advice: string }>

export type ErrorCode = keyof typeof errorCatalogue

/** An error that a person will read: a code from the catalogue and a sentence that names the thing. */
export class StudioError extends Error {
  readonly code: ErrorCode
  /** The offending field, when there is one. */
  readonly param: string | null

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; param?: string } = {}) {
    super(message, { cause: options.cause })
    this.name = 'StudioError'
    this.code = code
    this.param = options.param ?? null
  }

  get http(): number {
    return errorCatalogue[this.code].http
  }

  get advice(): string {
    return errorCatalogue[this.code].advice
  }
}

/** What is known of any thrown value, as a StudioError: itself, or `internal_error` with the value as its cause. */
export function toStudioError(thrown: unknown): StudioError {
  if (thrown instanceof StudioError) return thrown
  if (isDiskFull(thrown)) return new StudioError('disk_full', 'The disk is full.', { cause: thrown })
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new StudioError('internal_error', `Something went wrong: ${message}`, { cause: thrown })
}

function isDiskFull(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOSPC' || code === 'EDQUOT' || code === '53100' // PostgreSQL: disk_full
}
