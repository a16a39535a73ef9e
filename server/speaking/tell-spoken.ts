import { StudioError } from '#server/base/errors.ts'
import { runGivingWay, untilMyTurn } from '#server/base/give-way.ts'
import { newId, type ProjectVoiceId } from '#server/base/ids.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import type { PronunciationWarning } from '#server/g2p/pronunciation.ts'
import {
  type BlockPlan,
  type PlannedUtterance,
  type PlanWarning,
  planBlockInSteps,
} from '#server/planning/plan-block.ts'
import { readRules } from '#server/planning/read-rules.ts'
import { accentOf, languageOf, type TextNormalization } from '#server/planning/reading.ts'
import { type Speaker, toSpeaker } from '#server/planning/speakers.ts'
import { contentLimits } from '#server/projects/limits.ts'
import type { Database } from '#server/storage/database.ts'
import type { PronunciationLocator } from '#server/storage/schema.ts'
import { countBeforeEach } from '#server/text/code-points.ts'
import { replaceStretches, toSourceRange } from '#server/text/offset-map.ts'
import type { Range } from '#server/text/range.ts'
import { splitSentencesInSteps } from '#server/text/sentences.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { listTagRanges } from '#server/text/tags.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { Pronouncer, TextSounds } from './pronouncer.ts'

type Needs = { db: Database; voices: VoiceCatalogue; pronouncer: Pronouncer }

export interface SpokenRequest {
  text: string
  /** The default voice when not given. */
  voiceId?: string
  /** Of English; that of the voice when not given. */
  accent?: Accent
  /** ISO 639-1. */
  language?: string
  normalization: TextNormalization
  locators: PronunciationLocator[]
}

/** What would be said of a text. All places are code points of the text as it was sent, with its tags. */
export interface ToldText {
  sentences: Range[]
  utterances: ToldUtterance[]
  warnings: (Pick<PlanWarning, 'code' | 'message'> & { place?: Range })[]
}

export interface ToldUtterance extends Range {
  spoken: string
  /** Null where the text is not English. */
  phonemes: string | null
  words: ToldWord[]
}

export interface ToldWord extends Range {
  spoken: string
  phonemes: string | null
  isGuessed: boolean
}

/**
 * Tells what would be said of a text if it were a paragraph; nothing is spoken.
 * @throws StudioError `voice_not_found`, `pronunciation_dictionary_not_found`, `text_too_long`
 */
export async function tellSpoken(needs: Needs, request: SpokenRequest, signal: AbortSignal): Promise<ToldText> {
  const { text } = request
  const limit = contentLimits.charactersPerBlock
  if (text.length > limit) {
    throw new StudioError('text_too_long', `The text has ${text.length} characters; the limit is ${limit}.`, {
      param: 'text',
    })
  }
  const speaker = toReader(needs.voices, request)
  const accent = request.accent ?? accentOf(needs.voices.get(request.voiceId ?? needs.voices.defaultVoiceId))
  const rules = await readRules(needs.db, request.locators)
  const nodes = [{ voiceRefId: newId<ProjectVoiceId>(), text }]
  const speakers = { get: () => speaker, rules }
  const plan = await runGivingWay(planBlockInSteps({ id: newId(), subType: 'p', nodes }, speakers))
  const language = speaker.reading ? languageOf(speaker.reading, plan.written) : speaker.language
  const sentences = await runGivingWay(splitSentencesInSteps(plan.written, language))
  const sounds = language === 'en' ? await pronounceAll(needs.pronouncer, plan, accent, signal) : []
  await untilMyTurn() // what came of twenty thousand words took its time to be read
  const placeOf = openPlaces(text)
  return {
    sentences: sentences.map((range) => placeOf(trimmed(plan.written, range))).filter(({ start, end }) => start < end),
    utterances: plan.utterances.map((one, index) => tellUtterance(one, sounds[index], placeOf)),
    warnings: [
      ...plan.warnings.map((warning) => tellWarning(warning, placeOf)),
      ...onceEach(sounds.flatMap((one) => one.warnings)),
    ],
  }
}

/** A voice as it would read, with all sounds that are given to it; without a named voice, in whatever language is asked for. */
function toReader(voices: VoiceCatalogue, { voiceId, accent, language, normalization }: SpokenRequest): Speaker {
  const voice = voices.get(voiceId ?? voices.defaultVoiceId)
  const speaker = toSpeaker(voice, defaultVoiceSettings, language, normalization)
  const engine = { ...speaker.engine, alphabets: ['ipa' as const, 'cmu-arpabet' as const] }
  const isFree = voiceId === undefined && language !== undefined
  const reading = speaker.reading && {
    ...speaker.reading,
    ...(accent && { accent }),
    ...(isFree && normalization !== 'apply_english' && { language, mayBe: [] }),
  }
  return { ...speaker, engine, reading, ...(isFree && { language }) }
}

function pronounceAll({ pronounce }: Pronouncer, plan: BlockPlan, accent: Accent, signal: AbortSignal) {
  const texts = plan.utterances.map(({ utterance }) => ({ text: utterance.text, phonemes: utterance.phonemes }))
  return pronounce(texts, accent, signal)
}

/** Where what is written stands in the text that it was taken from, in code points. */
function openPlaces(text: string): (written: Range) => Range {
  const { map } = replaceStretches(
    text,
    listTagRanges(text).map((range) => ({ ...range, text: '' })),
  )
  const counts = countBeforeEach(text)
  return (written) => {
    const { start, end } = toSourceRange(map, written)
    return { start: counts[start]!, end: counts[end]! }
  }
}

function trimmed(text: string, { start, end }: Range): Range {
  const sentence = text.slice(start, end)
  return { start: end - sentence.trimStart().length, end: start + sentence.trimEnd().length }
}

function tellUtterance(
  { start, end, map, utterance: { text } }: PlannedUtterance,
  sounds: TextSounds | undefined,
  placeOf: (written: Range) => Range,
): ToldUtterance {
  const ofSpoken = (range: Range) => {
    const inPiece = map ? toSourceRange(map, range) : range
    return placeOf({ start: start + inPiece.start, end: start + inPiece.end })
  }
  const words = sounds?.words ?? listWords(text)
  return {
    ...placeOf({ start, end }),
    spoken: text,
    phonemes: sounds?.phonemes ?? null,
    words: words.map((word) => ({
      ...ofSpoken(word),
      spoken: text.slice(word.start, word.end),
      phonemes: word.phonemes,
      isGuessed: word.source === 'guessed',
    })),
  }
}

/** Those of a language whose sounds are not known here. */
function listWords(text: string) {
  return Array.from(
    text.matchAll(/[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|['’-](?=[\p{L}\p{N}]))*/gu),
    ({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
      phonemes: null,
      source: undefined,
    }),
  )
}

function tellWarning({ code, message, start, end }: PlanWarning, placeOf: (written: Range) => Range) {
  if (start === undefined || end === undefined) return { code, message }
  return { code, message, place: placeOf({ start, end }) }
}

function onceEach(warnings: PronunciationWarning[]): PronunciationWarning[] {
  return [...new Map(warnings.map((one) => [`${one.code} ${one.message}`, one])).values()]
}
