import { describeVoice } from '../i18n/describe-voice.ts'
import type { Translate } from '../i18n/translate.ts'
import type { Voice } from './types.ts'

export interface VoiceGroup {
  label: string
  voices: Voice[]
}

/**
 * Voices that are alike together, in the order of the first of each; behind them the names that programs know from other
 * services, each of which is said by one of the voices before.
 */
export function groupVoices(voices: Voice[], t: Translate): VoiceGroup[] {
  const groups = new Map<string, Voice[]>()
  for (const voice of voices) {
    if (isOtherName(voice)) continue
    const { accent, gender, language } = voice.labels
    const label = describeVoice({ accent, gender, language }, t)
    groups.set(label, [...(groups.get(label) ?? []), voice])
  }
  const otherNames = voices.filter(isOtherName)
  return [
    ...[...groups].map(([label, alike]) => ({ label, voices: alike })),
    ...(otherNames.length > 0 ? [{ label: t('Names from other services'), voices: otherNames }] : []),
  ]
}

/** Voices to choose from, each under what it is like where not all are alike. */
export function voiceOptions(voices: Voice[], t: Translate) {
  const groups = groupVoices(voices, t)
  return groups.flatMap(({ label: group, voices: alike }) =>
    alike.map((voice) => ({ value: voice.voice_id, label: voice.name, ...(groups.length > 1 && { group }) })),
  )
}

function isOtherName({ labels }: Voice): boolean {
  return labels.spoken_by !== undefined
}
