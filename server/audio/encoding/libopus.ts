import { createRequire } from 'node:module'
import { StudioError } from '#server/base/errors.ts'
import { samplesPerPacket } from './opus.ts'

/** One run of Opus packets (libopus 1.4, mono, 48 kHz). After `close` it must not be used again. */
export interface LibopusEncoder {
  /** Samples that come out of a decoder before the first one that went in. */
  readonly lookahead: number
  /** @param frame exactly 960 samples: 20 ms @returns bitrate / 400 bytes, always */
  encode(frame: Int16Array): Uint8Array<ArrayBuffer>
  close(): void
}

/**
 * At a constant bitrate, so that the length of a file is known before it is encoded, as with MP3.
 * @throws StudioError `encoding_failed`
 */
export function openLibopus({ bitrateKbps }: { bitrateKbps: number }): LibopusEncoder {
  libopus ??= loadLibopus()
  const native = idle.pop() ?? openNative(libopus)
  const memory = libopus // its views are replaced when it grows, so they are looked up each time
  const { handler, input, output } = native
  control(handler, request.resetState, 0)
  control(handler, request.setVariableBitrate, 0)
  control(handler, request.setBitrate, bitrateKbps * 1_000)
  control(handler, request.setComplexity, complexity)
  control(handler, request.getLookahead, output)
  let isOpen = true

  return {
    lookahead: memory.HEAP32[output / 4]!,
    encode(frame) {
      memory.HEAP16.set(frame, input / 2)
      // A length of 0 bytes: the samples are taken as they lie there, instead of being put together from bytes.
      const byteLength = orThrow(handler._encode(input, 0, output, samplesPerPacket))
      return memory.HEAPU8.slice(output, output + byteLength)
    },
    close() {
      if (isOpen) idle.push(native)
      isOpen = false
    },
  }
}

/** What we use of the binding inside opusscript. */
interface Libopus {
  HEAPU8: Uint8Array<ArrayBuffer>
  HEAP16: Int16Array
  HEAP32: Int32Array
  _malloc(byteLength: number): number
  OpusScriptHandler: new (sampleRate: number, channels: number, application: number) => Handler
}

interface Handler {
  _encode(input: number, byteLength: number, output: number, frameLength: number): number
  _encoder_ctl(request: number, argument: number): number
}

/** An encoder in the memory of WebAssembly, with room for one frame and one packet. */
interface Native {
  handler: Handler
  input: number
  output: number
}

let libopus: Libopus | undefined

/** Encoders that ended. They are used again instead of freed, since the binding's destructor leaks 23 KB. */
const idle: Native[] = []

/** Past opusscript's own class, which puts its samples at twice the address that it got from `_malloc`. */
function loadLibopus(): Libopus {
  const create: () => Libopus = createRequire(import.meta.url)('opusscript/build/opusscript_native_wasm.js')
  return create()
}

function openNative(libopus: Libopus): Native {
  const handler = new libopus.OpusScriptHandler(48_000, 1, applicationAudio)
  return { handler, input: libopus._malloc(samplesPerPacket * 2), output: libopus._malloc(maximalPacketLength) }
}

/** Source: opusscript 0.1.1, which hands this size to opus_encode. */
const maximalPacketLength = 1_276 * 3
const applicationAudio = 2_049
/** Of 0 to 10. Measured on speech at 32 kbps: 203 times real time, against 20 times at 9 and 10. */
const complexity = 5

// Source: libopus 1.4, include/opus_defines.h.
const request = {
  setBitrate: 4_002,
  setVariableBitrate: 4_006,
  setComplexity: 4_010,
  getLookahead: 4_027,
  resetState: 4_028,
}

function control(handler: Handler, request: number, argument: number): void {
  orThrow(handler._encoder_ctl(request, argument))
}

/** @param result an amount, or below 0 one of libopus's error numbers */
function orThrow(result: number): number {
  if (result < 0) throw new StudioError('encoding_failed', `The Opus encoder answered with the error ${result}.`)
  return result
}
