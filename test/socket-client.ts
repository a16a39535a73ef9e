import assert from 'node:assert/strict'
import { on } from 'node:events'
import WebSocket from 'ws'
import type { SocketAlignment } from '#contract/speech-sockets.ts'

/** What came over a socket: a frame of sound, the last frame of a context, or an error. */
export interface Frame {
  audio: string | null
  isFinal: true | null
  alignment: SocketAlignment | null
  normalizedAlignment: SocketAlignment | null
  contextId?: string
  message?: string
  error?: string
  code?: number
}

/** A client of a socket for speech, as the programs of others are. */
export class SocketClient implements AsyncDisposable {
  readonly socket: WebSocket
  readonly frames: Frame[] = []
  /** The code and reason with which the server closed. */
  readonly closed: Promise<{ code: number; reason: string }>
  readonly opened: Promise<unknown>

  constructor(baseUrl: string, path: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${baseUrl.replace('http', 'ws')}${path}`, { headers })
    this.socket.on('message', (data) => this.frames.push(JSON.parse(String(data))))
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.opened = promise
    this.socket.on('open', resolve)
    this.socket.on('error', reject)
    promise.catch(() => {})
  }

  async send(...messages: object[]): Promise<void> {
    await this.opened
    for (const message of messages) this.socket.send(JSON.stringify(message))
  }

  /** The first frame, now or later, that is as asked for. */
  async until(isIt: (frame: Frame) => unknown): Promise<Frame> {
    const found = this.frames.find(isIt)
    if (found) return found
    for await (const [data] of on(this.socket, 'message', { close: ['close'], signal: AbortSignal.timeout(90_000) })) {
      const frame = JSON.parse(String(data)) as Frame
      if (isIt(frame)) return frame
    }
    assert.fail(`The socket was closed before: ${JSON.stringify(this.frames.at(-1))}`)
  }

  /** The sound so far, of one context or all. */
  sound(contextId?: string): Buffer {
    const frames = this.frames.filter((frame) => contextId === undefined || frame.contextId === contextId)
    return Buffer.concat(frames.map(({ audio }) => Buffer.from(audio ?? '', 'base64')))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close()
    await this.closed
  }
}
