import { mapGivingWay } from '#server/base/give-way.ts'
import { newId, type ProjectVoiceId } from '#server/base/ids.ts'
import type { VoiceSettings } from '#server/engines/engine.ts'
import type { CompiledRules } from '#server/pronunciation/compile-rules.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'
import { type BlockPlan, type PlannedUtterance, type PlanWarning, planBlockInSteps } from './plan-block.ts'
import { type CountedUtterance, listUtterances } from './plan-chapter.ts'
import type { TextNormalization } from './reading.ts'
import { toSpeaker } from './speakers.ts'
import type { Timeline, TimelineEntry } from './timeline.ts'

/** What one voice says before another one does. A speech in one voice is a single turn. */
export interface Turn {
  voice: Voice
  settings: VoiceSettings
  text: string
  /** For engines with chance in them. */
  seed?: number
}

/** How turns are said. */
interface Speech {
  /** ISO 639-1; a voice that does not speak it keeps its own. */
  language?: string
  /** Whether numbers and the like become words before the engine sees them; `auto` when not given. */
  normalization?: TextNormalization
  rules?: CompiledRules
  /** See `Speakers`. */
  hasAudioTags?: boolean
  /** What is said before and after them. */
  around?: { before: string; after: string }
  /** See `Speakers`. */
  startsSoon?: boolean
}

/** What a speech outside any project is made of: with its takes, enough to hear it again. Its text is that of all turns. */
export interface SpeechPlan extends Timeline {
  utterances: SpeechUtterance[]
}

export interface SpeechUtterance extends TimelineEntry {
  /** What is said there. */
  spoken: string
  /** Index of the turn that it belongs to. */
  turn: number
}

/**
 * Plans turns as one speech, sentence by sentence. Each turn is planned by itself, so that no sentence runs from one into
 * the next; a break before its first word is one behind the last word before it.
 */
export async function planSpeech(
  turns: Turn[],
  { language, normalization = 'auto', rules, hasAudioTags, around, startsSoon }: Speech,
): Promise<{ plan: SpeechPlan; utterances: CountedUtterance[]; warnings: PlanWarning[] }> {
  const blocks = await mapGivingWay(turns, ({ voice, settings, text, seed }) => {
    const speaker = { ...toSpeaker(voice, settings, language, normalization), seed }
    const nodes = [{ voiceRefId: newId<ProjectVoiceId>(), text }]
    const speakers = { get: () => speaker, rules, around, hasAudioTags, bySentence: true, startsSoon }
    return planBlockInSteps({ id: newId(), subType: 'p', nodes }, speakers)
  })
  const warnings = blocks.flatMap((block) => block.warnings)
  return { plan: joinTurns(blocks), utterances: listUtterances(blocks), warnings }
}

function joinTurns(blocks: BlockPlan[]): SpeechPlan {
  const speech: SpeechPlan = { written: '', leadingBreakSeconds: 0, utterances: [] }
  for (const [turn, { written, leadingBreakSeconds, utterances }] of blocks.entries()) {
    const offset = speech.written.length
    const before = speech.utterances.at(-1)
    if (before) before.breakSeconds += leadingBreakSeconds
    else speech.leadingBreakSeconds += leadingBreakSeconds
    speech.written += written
    speech.utterances.push(...utterances.map((planned) => toSpeechUtterance(planned, turn, offset)))
  }
  return speech
}

function toSpeechUtterance(planned: PlannedUtterance, turn: number, offset: number): SpeechUtterance {
  const { takeKey, start, end, map, breakSeconds, utterance } = planned
  return { takeKey, start: start + offset, end: end + offset, map, breakSeconds, spoken: utterance.text, turn }
}
