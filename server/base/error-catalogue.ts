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
  headers_too_large: { http: 431, type: 'invalid_request', advice: 'Send a shorter address and fewer headers.' },
  request_timeout: {
    http: 408,
    type: 'invalid_request',
    advice: 'Send the whole request without pauses, or raise LECTERN_BODY_SECONDS.',
  },
  empty_text: { http: 400, type: 'validation_error', advice: 'Give some text that can be spoken.' },
  text_too_long: { http: 400, type: 'validation_error', advice: 'Split the text; the limit is in the message.' },
  unsupported_language: { http: 400, type: 'validation_error', advice: 'Leave language_code out, or choose another.' },
  unsupported_model: { http: 400, type: 'validation_error', advice: 'Choose a model from GET /v1/models.' },
  websocket_required: {
    http: 426,
    type: 'invalid_request',
    advice: 'Open a WebSocket here, or use POST /v1/text-to-speech/{voice_id}/stream.',
  },
  input_timeout_exceeded: {
    http: 408,
    type: 'invalid_request',
    advice: 'Send a text of one space, or of nothing where the socket has contexts, to keep it open.',
  },
  max_active_conversations: { http: 409, type: 'conflict', advice: 'Close a context first.' },
  invalid_output_format: { http: 400, type: 'validation_error', advice: 'Choose a format that the operation lists.' },
  // Keys and roles
  missing_api_key: {
    http: 401,
    type: 'authentication_error',
    advice: 'Send the header xi-api-key, or Authorization: Bearer.',
  },
  invalid_api_key: { http: 401, type: 'authentication_error', advice: 'Make a key with `npx lectern keys create`.' },
  csrf_token_missing: {
    http: 403,
    type: 'authorization_error',
    advice: 'Send the csrf_token of the session as x-csrf-token.',
  },
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
  block_not_found: { http: 404, type: 'not_found', advice: 'Read the chapter again; its paragraphs have changed.' },
  generation_not_found: { http: 404, type: 'not_found', advice: 'List the history of the paragraph again.' },
  cover_not_found: { http: 404, type: 'not_found', advice: 'Give the project a cover first.' },
  not_spoken: { http: 404, type: 'not_found', advice: 'Have the paragraph spoken first.' },
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
    advice: 'The stored file is gone; convert the chapter, or have the text spoken, once more to make it anew.',
  },
  sound_unreadable: {
    http: 400,
    type: 'validation_error',
    advice: 'Give an MP3, M4B or WAV file, or a ZIP of MP3 and WAV; with FFmpeg installed, any file of sound.',
  },
  feed_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'Ask who publishes it for its new address.',
  },
  feed_off: {
    http: 409,
    type: 'conflict',
    advice: 'Publish the project first: PUT /lectern/v1/projects/{project_id}/feed.',
  },
  export_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'List the exports of the project; an export ends some days after it was last asked for.',
  },
  // Conflicts and limits
  export_not_ready: {
    http: 409,
    type: 'conflict',
    advice: 'Wait until its state is `ready`; `progress` tells how far it is.',
  },
  content_changed: {
    http: 409,
    type: 'conflict',
    advice: 'Read it again and make the change on what it is now.',
  },
  version_missing: {
    http: 428,
    type: 'invalid_request',
    advice: 'Send the ETag of the chapter as If-Match, so that no other change is lost.',
  },
  block_locked: { http: 409, type: 'conflict', advice: 'Unlock the paragraph, or leave it as it is.' },
  same_sound: {
    http: 409,
    type: 'conflict',
    advice: 'This voice says a text in one way only; change the text, the voice or its settings.',
  },
  generation_in_use: { http: 409, type: 'conflict', advice: 'Restore another generation first.' },
  already_processing: { http: 409, type: 'conflict', advice: 'Wait until the running import or conversion ends.' },
  project_full: {
    http: 409,
    type: 'conflict',
    advice: 'Delete chapters that are not needed, or raise LECTERN_PROJECT_GB.',
  },
  range_not_satisfiable: { http: 416, type: 'invalid_request', advice: 'Ask for bytes inside the file.' },
  rate_limit_exceeded: { http: 429, type: 'rate_limit_error', advice: 'Wait as long as Retry-After says.' },
  quota_exceeded: {
    http: 429,
    type: 'rate_limit_error',
    advice: 'Go on tomorrow (UTC), or raise LECTERN_KEY_CHARACTERS.',
  },
  too_many_conversions: {
    http: 429,
    type: 'rate_limit_error',
    advice: 'Wait until one has ended, or raise LECTERN_KEY_CONVERSIONS.',
  },
  // Documents
  invalid_file_type: {
    http: 400,
    type: 'validation_error',
    advice: 'Send an EPUB, PDF, Word (.docx), FictionBook, RTF, HTML, Markdown or TXT file.',
  },
  document_broken: {
    http: 400,
    type: 'validation_error',
    advice:
      'Open it in the program that made it, and save or export it again; an EPUB can be checked with a validator.',
  },
  document_too_large: {
    http: 400,
    type: 'validation_error',
    advice: 'Split the document, or raise the limit in the configuration.',
  },
  invalid_picture: {
    http: 400,
    type: 'validation_error',
    advice: 'Give a PNG, JPEG or WebP file of at most 10 MB and 36 megapixels.',
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
  // Podcasts
  script_not_found: { http: 404, type: 'not_found', advice: 'Only podcasts have a script; list the projects again.' },
  script_not_ready: { http: 409, type: 'conflict', advice: 'Wait until the project is no longer in state `creating`.' },
  script_approved: {
    http: 409,
    type: 'conflict',
    advice: 'Change the paragraphs of its chapter instead; the script has become those.',
  },
  source_too_short: {
    http: 400,
    type: 'validation_error',
    advice: 'Give a source with a few paragraphs of prose; behind a login or a paywall there may be none to read.',
  },
  language_model_missing: {
    http: 400,
    type: 'validation_error',
    advice: 'Set LECTERN_LLM_URL and LECTERN_LLM_MODEL (docs/podcasts.md), or leave out what needs a language model.',
  },
  language_model_failed: {
    http: 502,
    type: 'internal_error',
    advice: 'Check LECTERN_LLM_URL, LECTERN_LLM_MODEL and LECTERN_LLM_KEY, and the log of that server.',
  },
  language_model_timeout: {
    http: 504,
    type: 'internal_error',
    advice: 'Try a smaller or faster model, or raise LECTERN_LLM_SECONDS.',
  },
  // The cast
  cast_not_found: { http: 404, type: 'not_found', advice: 'Have the cast found first: POST …/cast/find.' },
  cast_not_ready: { http: 409, type: 'conflict', advice: 'Wait until the cast is found, or cancel that.' },
  character_not_found: { http: 404, type: 'not_found', advice: 'Read the cast again; it was found anew or changed.' },
  line_not_found: {
    http: 404,
    type: 'not_found',
    advice: 'Read the cast again; it was found anew or its text changed.',
  },
  nothing_to_undo: { http: 409, type: 'conflict', advice: 'There is no change of the cast left to undo.' },
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
  storage_failed: {
    http: 500,
    type: 'internal_error',
    advice: 'Check that LECTERN_DATA and LECTERN_FILES can be read and written.',
  },
  storage_unavailable: {
    http: 503,
    type: 'service_unavailable',
    advice: 'Try again in a few seconds; the file store does not answer.',
  },
  database_unavailable: {
    http: 503,
    type: 'service_unavailable',
    advice: 'Try again in a few seconds; the database is being restarted.',
  },
  voice_elsewhere: {
    http: 503,
    type: 'service_unavailable',
    advice: 'Start a worker that has this voice; `npx lectern voices list` tells where.',
  },
  system_busy: { http: 503, type: 'service_unavailable', advice: 'Try again in a few seconds.' },
  job_cancelled: { http: 409, type: 'conflict', advice: 'Start it again when you want it; what was made is kept.' },
  work_lost: { http: 500, type: 'internal_error', advice: 'Start it again; what was made is kept.' },
  internal_error: { http: 500, type: 'internal_error', advice: 'Look into the log with the request id.' },
  // The command line
  command_misused: { http: 400, type: 'validation_error', advice: '`npx lectern help` lists the commands.' },
  input_unreadable: { http: 400, type: 'validation_error', advice: 'Give the path of a document that can be read.' },
  output_refused: { http: 400, type: 'validation_error', advice: 'Give another path.' },
  output_disk_full: {
    http: 507,
    type: 'internal_error',
    advice: 'Free some space there or give another path, then run the same command again: nothing is lost.',
  },
  output_wrong: {
    http: 500,
    type: 'internal_error',
    advice: 'Run the same command again; nothing is spoken twice. If it stays wrong, please report it.',
  },
  backup_broken: {
    http: 400,
    type: 'validation_error',
    advice: 'Take another backup; this one was cut off or changed.',
  },
  restore_refused: {
    http: 409,
    type: 'conflict',
    advice: 'Restore into a new LECTERN_DATA, or a new database and file store, with Lectern stopped.',
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

/** A code that was written down, perhaps by another Lectern. @param otherwise for one that nobody knows here */
export function toErrorCode(code: string, otherwise: ErrorCode): ErrorCode {
  return code in errorCatalogue ? (code as ErrorCode) : otherwise
}
