import type { OutputFormat } from '#contract/text-to-speech.ts'
import type { OpusBitrate } from '#server/audio/encoding/opus.ts'
import type { SpeechFileFormat } from '#server/speaking/speech-file.ts'

/** An `output_format` of text-to-speech: what is encoded, and what the answer is called. */
export interface SpeechFormat extends SpeechFileFormat {
  contentType: string
}

/** What text-to-speech answers, besides `audio/wav`, which cannot be streamed. */
export const speechTypes = ['audio/mpeg', 'audio/pcm', 'audio/opus', 'audio/basic', 'audio/x-alaw-basic']

/** Also what the OpenAI-compatible operation answers, which the public API has not. */
export type SpeechFormatName = OutputFormat | 'mp3_24000_128'

/** `mp3_44100_128` and its like. */
export function toSpeechFormat(outputFormat: SpeechFormatName): SpeechFormat {
  const [codec, rate, bitrate] = outputFormat.split('_')
  const sampleRate = Number(rate)
  switch (codec) {
    case 'mp3': {
      const encoding = { codec: 'mp3' as const, sampleRate, bitrateKbps: Number(bitrate) }
      return { encoding, contentType: 'audio/mpeg', isWav: false }
    }
    case 'pcm':
      return { encoding: { codec: 'pcm', sampleRate }, contentType: 'audio/pcm', isWav: false }
    case 'wav':
      return { encoding: { codec: 'pcm', sampleRate }, contentType: 'audio/wav', isWav: true }
    case 'ulaw':
      return { encoding: { codec: 'ulaw', sampleRate }, contentType: 'audio/basic', isWav: false }
    case 'alaw':
      return { encoding: { codec: 'alaw', sampleRate }, contentType: 'audio/x-alaw-basic', isWav: false }
    default: {
      const encoding = {
        codec: 'opus' as const,
        sampleRate: 48_000 as const,
        bitrateKbps: Number(bitrate) as OpusBitrate,
      }
      return { encoding, contentType: 'audio/opus', isWav: false }
    }
  }
}

/** The same samples as a WAV file, whatever the codec. */
export function toWav({ encoding: { sampleRate } }: SpeechFormat): SpeechFormat {
  return { encoding: { codec: 'pcm', sampleRate }, contentType: 'audio/wav', isWav: true }
}
