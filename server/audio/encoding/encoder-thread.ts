import { parentPort } from 'node:worker_threads'
import { toStudioError } from '#server/base/errors.ts'
import type { AnsweredCall, EncoderAnswer, EncoderCall, OpenCall } from './encoder-calls.ts'
import { openTakeEncoder, type TakeEncoder } from './take-encoder.ts'

// The other side of encoder-worker.ts: one thread, many encoders. The calls to one encoder are worked off in their
// order, since all of them wait for the same opening.

const encoders = new Map<number, Promise<TakeEncoder>>()

parentPort?.on('message', async (call: EncoderCall) => {
  if (call.does === 'open') return open(call)
  if (call.does === 'close') return close(call.encoder)
  const answer = await answerTo(call)
  parentPort?.postMessage(answer, 'bytes' in answer ? [answer.bytes.buffer] : [])
})

function open({ encoder, format, normalization }: OpenCall): void {
  const opening = openTakeEncoder(format, normalization)
  opening.catch(() => {}) // told to the calls that wait for it
  encoders.set(encoder, opening)
}

async function close(encoder: number): Promise<void> {
  const opening = encoders.get(encoder)
  encoders.delete(encoder)
  await opening?.then(
    (opened) => opened.close(),
    () => {},
  )
}

async function answerTo(call: AnsweredCall): Promise<EncoderAnswer> {
  try {
    const encoder = await encoders.get(call.encoder)!
    return { number: call.number, bytes: encode(encoder, call) }
  } catch (thrown) {
    const { code, message } = toStudioError(thrown)
    return { number: call.number, code, message }
  }
}

function encode(encoder: TakeEncoder, call: AnsweredCall): Uint8Array<ArrayBuffer> {
  switch (call.does) {
    case 'push':
      return encoder.push(call.track, call.goesOn, call.gainDb)
    case 'silence':
      return encoder.silence(call.sampleCount)
    case 'finish':
      return encoder.finish()
  }
}
