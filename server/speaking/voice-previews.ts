import type { Encoders } from '#server/audio/encoding/encoders.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { previewSentence } from '#server/voices/preview-sentence.ts'
import type { Voice, VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { speakNow } from './speak-now.ts'
import { openSpeechFile, type SpeechFileFormat } from './speech-file.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs; events: Events; encoders: Encoders }

/** Has a voice say its one sentence, as a file. @param caller aborted when the caller has gone */
export async function speakPreview(
  needs: Needs,
  voice: Voice,
  format: SpeechFileFormat,
  caller: AbortSignal,
): Promise<ByteSource> {
  const turn = { voice, settings: defaultVoiceSettings, text: previewSentence(voice.language) }
  return openSpeechFile(needs, await speakNow(needs, { turns: [turn] }, caller), format)
}

/** The sentences of voices as MP3, each spoken and encoded once for all who ask. */
export interface VoicePreviews {
  get(needs: Needs & { voices: VoiceCatalogue }, voice: Voice): Promise<Buffer>
}

/** The newest of them; each has some 100 KB. More than there are voices, with all the engines that we know. */
const previewsKept = 500

const previewFormat: SpeechFileFormat = {
  encoding: { codec: 'mp3', sampleRate: 44_100, bitrateKbps: 128 },
  isWav: false,
}

export function openVoicePreviews(): VoicePreviews {
  const previews = new Map<string, Promise<Buffer>>()
  return {
    async get(needs, voice) {
      // Under how many ids a voice is asked for is the stranger's choice, where LECTERN_VOICE_MAP has a voice for any.
      const key = `${needs.voices.revision} ${voice.spokenBy ?? voice.id}`
      const preview = previews.get(key) ?? makePreview(needs, voice)
      previews.delete(key) // so that it becomes the youngest
      previews.set(key, preview)
      if (previews.size > previewsKept) previews.delete(previews.keys().next().value!)
      preview.catch(() => previews.delete(key))
      return preview
    },
  }
}

/** Goes on when the one who asked first has gone: others may wait for the same. */
async function makePreview(needs: Needs, voice: Voice): Promise<Buffer> {
  const { byteLength, read } = await speakPreview(needs, voice, previewFormat, new AbortController().signal)
  return Buffer.concat(await Array.fromAsync(read(0, byteLength)))
}
