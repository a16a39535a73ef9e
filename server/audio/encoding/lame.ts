import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createEncoder, type WasmMediaEncoder } from 'wasm-media-encoders'
import { assertMp3Format, type Mp3Format } from './mp3.ts'

/** One run of MP3 frames (LAME 3.100, CBR, mono). After `finish` or `close` it must not be used again. */
export interface LameEncoder {
  encode(samples: Int16Array): Uint8Array<ArrayBuffer>[]
  finish(): Uint8Array<ArrayBuffer>
  close(): void
}

/** @throws StudioError `invalid_output_format` */
export async function openLame(format: Mp3Format): Promise<LameEncoder> {
  assertMp3Format(format)
  const lame = idle.pop() ?? (await loadLame())
  configure(lame, format)
  let isOpen = true

  function close(): void {
    if (isOpen) idle.push(lame)
    isOpen = false
  }

  return {
    encode(samples) {
      const blocks: Uint8Array<ArrayBuffer>[] = []
      for (let start = 0; start < samples.length; start += blockLength)
        blocks.push(lame.encode([toFloats(samples.subarray(start, start + blockLength))]).slice())
      return blocks
    },
    finish() {
      const rest = lame.finalize().slice()
      close()
      return rest
    },
    close,
  }
}

/** Samples that go in at a time: an encoder's memory grows with its largest block and never shrinks. */
const blockLength = 16_384

/** Encoders that ended; the next `configure` clears them. Starting a new one costs some milliseconds and 16 MB. */
const idle: WasmMediaEncoder<'audio/mpeg'>[] = []

function configure(lame: WasmMediaEncoder<'audio/mpeg'>, { sampleRate, bitrateKbps }: Mp3Format): void {
  type Params = Parameters<typeof lame.configure>[0]
  // Without `outputSampleRate` LAME resamples to 22,050 Hz at low bitrates on its own.
  lame.configure({ channels: 1, sampleRate, outputSampleRate: sampleRate, bitrate: bitrateKbps } as Params)
}

const floats = new Float32Array(blockLength)

/** The answer is overwritten by the next call. */
function toFloats(samples: Int16Array): Float32Array {
  for (let index = 0; index < samples.length; index++) floats[index] = samples[index]! / 32_768
  return floats.subarray(0, samples.length)
}

async function loadLame(): Promise<WasmMediaEncoder<'audio/mpeg'>> {
  const path = fileURLToPath(import.meta.resolve('wasm-media-encoders/wasm/mp3'))
  return createEncoder('audio/mpeg', await readFile(path))
}
