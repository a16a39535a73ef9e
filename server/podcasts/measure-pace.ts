import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { speakNow } from '#server/speaking/speak-now.ts'
import { listSpeechTimes } from '#server/speaking/speech-pieces.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { previewSentence } from '#server/voices/preview-sentence.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { getVoiceSettings } from '#server/voices/voice-settings.ts'
import type { Pace } from './podcast.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs; events: Events; voices: VoiceCatalogue }

/** What is to be spoken with. */
export interface PaceSample {
  voiceIds: { host: string; guest?: string }
  language: string
  /** Some sentences in the language; one of ours when there are none. */
  text: string | undefined
}

/** Only a unit to count in. */
const sampleRate = 24_000

/**
 * How fast voices speak: they say a few sentences, which are timed. No table of engines and languages knows it as well, and
 * what was said before is not spoken again.
 * @throws StudioError what the engine says; the signal's reason when aborted
 */
export async function measurePace(
  needs: Needs,
  { voiceIds, language, text = previewSentence(language) }: PaceSample,
  signal: AbortSignal,
): Promise<Pace> {
  const host = await measureVoice(needs, voiceIds.host, { language, text }, signal)
  const guest = voiceIds.guest ? await measureVoice(needs, voiceIds.guest, { language, text }, signal) : host
  return { host, guest }
}

async function measureVoice(
  needs: Needs,
  voiceId: string,
  { language, text }: { language: string; text: string },
  signal: AbortSignal,
): Promise<number> {
  const voice = needs.voices.get(voiceId)
  const settings = await getVoiceSettings(needs.db, voice.id)
  const spoken = await speakNow(needs, { turns: [{ voice, settings, text }], language }, signal)
  const times = await listSpeechTimes(needs.db, spoken, sampleRate)
  const seconds = times.reduce((sum, one) => sum + one.sampleCount, 0) / sampleRate
  return seconds / text.length
}
