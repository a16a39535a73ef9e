import type { OutputFormat } from '#contract/text-to-speech.ts'
import type { EncodingFormat } from '#server/audio/encoders.ts'
import type { OpusBitrate } from '#server/audio/opus.ts'

/** An `output_format` of text-to-speech: what is encoded, and what the answer is called. */
export interface SpeechFormat {
  encoding: EncodingFormat
  contentType: string
  /** A WAV header stands before the samples. */
  isWav: boolean
}

/** `mp3_44100_128` and its like. */
export function toSpeechFormat(outputFormat: OutputFormat): SpeechFormat {
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
      return { encoding, contentType: 'audio/ogg', isWav: false }
    }
  }
}
