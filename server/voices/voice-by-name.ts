import { StudioError } from '#server/base/errors.ts'
import { openaiVoices } from './openai-voices.ts'
import type { Voice, VoiceCatalogue } from './voice-catalogue.ts'

/**
 * A voice as people write it down: by its id, by its name in the list, by what its engine calls it, by a name of OpenAI's, or by
 * any of these in other letters. A name of OpenAI's that nothing is like means the default voice.
 * @throws StudioError `voice_not_found`
 */
export function getVoiceByName(voices: VoiceCatalogue, asked: string): Voice {
  const all = voices.listWithOtherIds()
  const says = (isIt: (name: string) => boolean) => all.find(({ title, name }) => isIt(title) || isIt(name))
  const lowered = asked.toLowerCase()
  const known =
    all.find(({ id }) => id === asked) ??
    says((name) => name === asked) ??
    (openaiVoices.has(asked) ? voices.find(asked) : undefined) ??
    all.find(({ id }) => id.toLowerCase() === lowered) ??
    says((name) => name.toLowerCase() === lowered) ??
    voices.find(asked)
  if (known) return known
  if (openaiVoices.has(lowered)) return voices.get(voices.defaultVoiceId)
  throw new StudioError('voice_not_found', `There is no voice "${asked}".`, { param: 'voice' })
}
