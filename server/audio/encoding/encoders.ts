import { StudioError } from '#server/base/errors.ts'
import type { Normalization } from '../loudness/volume-normalization.ts'
import type { Track } from '../track.ts'
import { type EncoderThread, startEncoderThread } from './encoder-worker.ts'
import { assertEncodingFormat, type EncodingFormat } from './encoding-format.ts'

/** Threads that resample and encode, so that the event loop does not stand still meanwhile. */
export interface Encoders extends AsyncDisposable {
  /**
   * A new run of bytes, in the thread that has the fewest.
   * @param options.normalization of the whole run, when its volume is to be changed; its length stays
   * @throws StudioError `invalid_output_format`
   */
  open(format: EncodingFormat, options?: { normalization?: Normalization }): Encoder
}

/**
 * One run of bytes. Each call may be made before the last one is answered; they are worked off in their order.
 * After `finish` or `close` it takes no more calls. All calls end with StudioError `encoding_failed` when their thread
 * dies; the run cannot be continued then.
 */
export interface Encoder extends Disposable {
  /**
   * A take, resampled by itself (nothing of its neighbours gets into it). The samples are copied and stay yours.
   * @param options.goesOn these are not its last samples: the next push goes on with them
   * @param options.gainDb how much louder it is to be than the rest, for encoders that normalise
   */
  push(track: Track, options?: { goesOn?: boolean; gainDb?: number }): Promise<Uint8Array>
  /** @param sampleCount at the format's rate */
  silence(sampleCount: number): Promise<Uint8Array>
  /** The bytes that were held back until now; frees the encoder. */
  finish(): Promise<Uint8Array>
  /** Gives the run up and frees the encoder; nothing happens after `finish` or a second time. */
  close(): void
}

/** At most so many threads. They start when needed, anew when one has died, and keep no process alive when idle. */
export function openEncoders({ threads: threadCount, startThread = startEncoderThread }: Options): Encoders {
  const threads = new Set<EncoderThread>()
  let isClosed = false

  function leastBusyThread(): EncoderThread {
    for (const thread of threads) if (thread.isDead) threads.delete(thread)
    const idle = [...threads].sort((a, b) => a.encoderCount - b.encoderCount)[0]
    if (idle && (idle.encoderCount === 0 || threads.size >= threadCount)) return idle
    const thread = startThread()
    threads.add(thread)
    return thread
  }

  return {
    open(format, { normalization } = {}) {
      if (isClosed) throw new StudioError('encoding_failed', 'The encoders were closed.')
      assertEncodingFormat(format)
      const thread = leastBusyThread()
      return openEncoder(thread, thread.openEncoder(format, normalization))
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      await Promise.all([...threads].map((thread) => thread.stop()))
    },
  }
}

type Options = { threads: number; startThread?: () => EncoderThread }

function openEncoder(thread: EncoderThread, encoder: number): Encoder {
  let isOpen = true

  function assertOpen(): void {
    if (!isOpen) throw new StudioError('encoding_failed', 'The encoder was finished or closed before.')
  }

  function close(): void {
    if (isOpen) thread.closeEncoder(encoder)
    isOpen = false
  }

  return {
    async push({ samples, sampleRate }, { goesOn = false, gainDb } = {}) {
      assertOpen()
      const copy = samples.slice()
      return thread.call({ does: 'push', encoder, track: { samples: copy, sampleRate }, goesOn, gainDb }, [copy.buffer])
    },
    async silence(sampleCount) {
      assertOpen()
      return thread.call({ does: 'silence', encoder, sampleCount })
    },
    async finish() {
      assertOpen()
      const rest = thread.call({ does: 'finish', encoder })
      close()
      return rest
    },
    close,
    [Symbol.dispose]: close,
  }
}
