import type { Voice } from '../../client/types.ts'
import { toAddress } from './library.ts'

/** What somebody wants a podcast to be, as they fill it in. */
export interface PodcastWish {
  /** One or more, each on a line of its own. */
  addresses: string
  text: string
  mode: 'conversation' | 'bulletin'
  duration: 'short' | 'default' | 'long'
  /** ISO 639-1; empty: that of the sources. */
  language: string
  hostVoiceId: string
  guestVoiceId: string
  /** Wishes for style and tone; only a language model can follow them. */
  instructions: string
}

/** Two voices that are told apart: the first, and one of another gender where there is one. */
export function firstVoices(voices: Voice[]): Pick<PodcastWish, 'hostVoiceId' | 'guestVoiceId'> {
  const [host] = voices
  const others = voices.filter((voice) => voice.labels.language === host?.labels.language && voice !== host)
  const guest = others.find((voice) => voice.labels.gender !== host?.labels.gender) ?? others[0] ?? host
  return { hostVoiceId: host?.voice_id ?? '', guestVoiceId: guest?.voice_id ?? '' }
}

/** The addresses that were written, and those lines that are none. */
export function readAddresses(text: string): { addresses: string[]; wrong: string[] } {
  const lines = text.split('\n').flatMap((line) => line.trim() || [])
  return {
    addresses: lines.flatMap((line) => toAddress(line)?.href ?? []),
    wrong: lines.filter((line) => !toAddress(line)),
  }
}

/** Whether there is something to talk about, and somebody to talk. */
export function isReady({ addresses, text, hostVoiceId }: PodcastWish): boolean {
  const read = readAddresses(addresses)
  return hostVoiceId !== '' && read.wrong.length === 0 && (read.addresses.length > 0 || text.trim() !== '')
}

/** As the server takes it. */
export function toPodcastBody(wish: PodcastWish) {
  const { mode, duration, language, hostVoiceId, guestVoiceId, instructions } = wish
  const conversation = { host_voice_id: hostVoiceId, guest_voice_id: guestVoiceId }
  const source = [
    ...readAddresses(wish.addresses).addresses.map((url) => ({ type: 'url', url })),
    ...(wish.text.trim() ? [{ type: 'text', text: wish.text }] : []),
  ]
  return {
    model_id: 'eleven_multilingual_v2',
    mode: mode === 'bulletin' ? { type: mode, bulletin: { host_voice_id: hostVoiceId } } : { type: mode, conversation },
    source,
    duration_scale: duration,
    ...(language && { language }),
    ...(instructions.trim() && { instructions_prompt: instructions.trim() }),
  }
}
