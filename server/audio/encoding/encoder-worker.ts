import { Worker } from 'node:worker_threads'
import { StudioError } from '#server/base/errors.ts'
import type { Normalization } from '../loudness/volume-normalization.ts'
import type { AnsweredCall, EncoderAnswer, EncoderCall } from './encoder-calls.ts'
import type { EncodingFormat } from './encoding-format.ts'

/** This side of one encoder thread: its encoders by number, and the calls that wait for an answer. */
export interface EncoderThread {
  readonly isDead: boolean
  readonly encoderCount: number
  openEncoder(format: EncodingFormat, normalization?: Normalization): number
  closeEncoder(encoder: number): void
  /** @throws StudioError `encoding_failed` when the thread has died; else what the encoder threw */
  call(call: UnnumberedCall, given?: ArrayBuffer[]): Promise<Uint8Array>
  stop(): Promise<void>
}

type Unnumbered<Call> = Call extends AnsweredCall ? Omit<Call, 'number'> : never
type UnnumberedCall = Unnumbered<AnsweredCall>

export function startEncoderThread(): EncoderThread {
  const worker = new Worker(new URL('./encoder-thread.ts', import.meta.url), { execArgv: [] })
  const encoders = new Set<number>()
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>()
  let lastNumber = 0
  let death: StudioError | undefined

  function settle(number: number): PromiseWithResolvers<Uint8Array> | undefined {
    const call = waiting.get(number)
    waiting.delete(number)
    if (waiting.size === 0) worker.unref()
    return call
  }

  function die(cause?: unknown): void {
    death ??= new StudioError('encoding_failed', 'The encoder thread stopped in the middle of its work.', { cause })
    for (const number of [...waiting.keys()]) settle(number)?.reject(death)
  }

  worker.on('message', (answer: EncoderAnswer) => {
    const call = settle(answer.number)
    if ('bytes' in answer) call?.resolve(answer.bytes)
    else call?.reject(new StudioError(answer.code, answer.message))
  })
  worker.on('error', die)
  worker.on('exit', () => die())
  worker.unref() // last: who begins to listen for messages keeps it alive

  return {
    get isDead() {
      return death !== undefined
    },
    get encoderCount() {
      return encoders.size
    },
    openEncoder(format, normalization) {
      const encoder = ++lastNumber
      encoders.add(encoder)
      worker.postMessage({ does: 'open', encoder, format, normalization } satisfies EncoderCall)
      return encoder
    },
    closeEncoder(encoder) {
      encoders.delete(encoder)
      worker.postMessage({ does: 'close', encoder } satisfies EncoderCall)
    },
    async call(call, given = []) {
      if (death) throw death
      const number = ++lastNumber
      const answer = Promise.withResolvers<Uint8Array>()
      waiting.set(number, answer)
      worker.ref() // an answer is worth staying for
      worker.postMessage({ ...call, number } satisfies EncoderCall, given)
      return answer.promise
    },
    async stop() {
      await worker.terminate()
    },
  }
}
