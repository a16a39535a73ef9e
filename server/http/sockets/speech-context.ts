import type { SpeechSocketMessage, SpeechSocketQuery } from '#contract/speech-sockets.ts'
import { StudioError } from '#server/base/errors.ts'
import { nextTurn } from '#server/base/give-way.ts'
import { resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import { speakContinuously } from '#server/speaking/speak-continuously.ts'
import { openTextBuffer } from '#server/speaking/text-buffer.ts'
import type { Studio } from '#server/studio.ts'
import { getModel } from '#server/voices/models.ts'
import { toSpeechFormat } from '../requests/output-format.ts'
import { toSpeechRequest } from '../requests/speech-request.ts'
import { finalFrame, presentPart } from './present-frame.ts'

/** What is said in one go: text in pieces, one stream of sound. */
export interface SpeechContext {
  /** What is long is taken in piece by piece, so that others have their turn. */
  add(message: SpeechSocketMessage): Promise<void>
  /** Says the rest; the last frame follows. */
  end(): void
  readonly isEnding: boolean
  readonly isSpeaking: boolean
  /** Fulfilled when the last frame is sent. @throws what went wrong */
  done: Promise<void>
}

export interface ContextOptions {
  voiceId: string
  query: SpeechSocketQuery
  asker?: string
  /** What is said of the voice, of words and of lengths before any text. */
  settings: SpeechSocketMessage
  send(frame: object): Promise<void>
  /** Its frames go out when this is over: the same context, as it was before. */
  after?: Promise<void>
  signal: AbortSignal
}

/** In code units. Source: the hosted service's default and its documented meaning. */
const usualSchedule = [120, 160, 250, 290]
/** Who sends so much more than is spoken meanwhile has no conversation in mind. */
const mostWaiting = 200_000

/** So much is divided into sentences at once: a message may be as long as a request, and nobody streams such ones. */
const atOnce = 4_000

/** At least one; each ends behind white space where there is any. */
function inPieces(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  while (text.length - start > atOnce) {
    const space = text.lastIndexOf(' ', start + atOnce)
    const end = space > start ? space + 1 : start + atOnce
    pieces.push(text.slice(start, end))
    start = end
  }
  return [...pieces, text.slice(start)]
}

/**
 * @throws StudioError `voice_not_found`, `model_not_found`, `pronunciation_dictionary_not_found`, `unsupported_language`
 */
export async function openSpeechContext(studio: Studio, options: ContextOptions): Promise<SpeechContext> {
  const { query, settings } = options
  checkLanguage(studio, query)
  const {
    turns,
    locators = [],
    modelId: _,
    ...request
  } = await toSpeechRequest(studio, options.voiceId, toBody(options))
  const turn = turns[0]!
  const resolved = await resolveVersions(studio.db, locators)
  const schedule = (settings.generation_config ?? settings.generator_config)?.chunk_length_schedule ?? usualSchedule
  const language = request.language ?? turn.voice.language
  const buffer = openTextBuffer({ language, schedule, isEager: query.auto_mode })
  const { encoding } = toSpeechFormat(query.output_format)
  // The same versions for all of it; the rules themselves are not held, since nobody knows how long it lasts.
  const versions = resolved.map(({ version }) => ({ dictionaryId: version.dictionaryId, versionId: version.id }))
  const how = {
    request: { ...request, locators: versions, asker: options.asker },
    turn,
    encoding,
    isSynchronous: query.sync_alignment,
  }
  const speech = speakContinuously(studio, how, options.signal)
  let isEnding = false

  function say(sentences: string[]): void {
    for (const sentence of sentences) speech.say(sentence)
    if (speech.waitingLength <= mostWaiting) return
    throw new StudioError('text_too_long', `More than ${mostWaiting} characters wait to be spoken.`)
  }

  async function sendAll(): Promise<void> {
    await options.after
    for await (const part of speech.parts) await options.send(presentPart(part))
    await options.send(finalFrame)
  }

  return {
    async add({ text, flush, try_trigger_generation: isTried }) {
      if (isEnding) return
      const pieces = inPieces(text ?? '')
      const last = pieces.pop()!
      for (const piece of pieces) {
        say(buffer.add(piece))
        await nextTurn()
      }
      say(buffer.add(last, { all: flush ?? false, soon: isTried ?? false }))
    },
    end() {
      if (isEnding) return
      isEnding = true
      say(buffer.add('', { all: true }))
      speech.end()
    },
    get isEnding() {
      return isEnding
    },
    get isSpeaking() {
      return speech.waitingLength > 0
    },
    done: sendAll(),
  }
}

function toBody({ query, settings }: ContextOptions) {
  return {
    text: '',
    model_id: query.model_id,
    language_code: query.language_code,
    voice_settings: settings.voice_settings,
    pronunciation_dictionary_locators: settings.pronunciation_dictionary_locators,
    seed: query.seed,
    use_pvc_as_ivc: false,
    apply_text_normalization: 'auto' as const,
    apply_language_text_normalization: false,
  }
}

function checkLanguage({ engines }: Studio, { model_id: modelId, language_code: code }: SpeechSocketQuery): void {
  if (!code) return
  const language = code.toLowerCase().split(/[-_]/)[0]!
  const known = [
    ...getModel(engines.list(), modelId).languages,
    ...engines.list().flatMap((engine) => engine.languages),
  ]
  if (known.some((one) => one.split('-')[0] === language)) return
  throw new StudioError('unsupported_language', `No voice of this server speaks "${code}".`)
}
