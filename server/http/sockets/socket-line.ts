import type { WebSocket } from 'ws'
import type { SpeechSocketError } from '#contract/speech-sockets.ts'

/** One socket: what is sent over it, and how it ends. */
export interface SocketLine {
  /**
   * Ends when the network has taken it, so that who sends on only then fills no memory for a client that does not read.
   * Nothing happens when the socket is closed.
   */
  send(message: object): Promise<void>
  /** Tells what is wrong, and closes. @param extra goes along in the message */
  refuse(error: Omit<SpeechSocketError, 'code'>, extra?: object): void
  /** Closes as agreed. */
  close(): void
  /** Aborted when the socket is closed, by whomever. */
  readonly signal: AbortSignal
}

const closeCodes = { normal: 1000, refused: 1008 } as const

/** Proxies cut what is silent for a minute; and who does not answer twice is not there any more. */
const pingMilliseconds = 20_000
/** So long a client has to agree to closing. */
const closingMilliseconds = 2_000

export function openSocketLine(socket: WebSocket): SocketLine {
  const controller = new AbortController()
  let unanswered = 0
  const pinging = setInterval(() => {
    if (unanswered++ >= 2) socket.terminate()
    else socket.ping()
  }, pingMilliseconds).unref()
  socket.on('pong', () => (unanswered = 0))
  socket.on('close', () => {
    clearInterval(pinging)
    controller.abort(new Error('The socket is closed.'))
  })

  function end(code: number, reason = ''): void {
    socket.close(code, reason)
    setTimeout(() => socket.terminate(), closingMilliseconds).unref()
  }

  return {
    signal: controller.signal,
    send: (message) => new Promise((resolve) => socket.send(JSON.stringify(message), () => resolve())),
    refuse({ message, error }, extra = {}) {
      if (socket.readyState !== socket.OPEN) return
      socket.send(JSON.stringify({ ...extra, message, error, code: closeCodes.refused }), () => {})
      end(closeCodes.refused, toReason(message))
      controller.abort(new Error('The socket was refused.'))
    },
    close: () => end(closeCodes.normal),
  }
}

/** A reason to close has at most 123 bytes. Source: RFC 6455, 5.5. */
function toReason(message: string): string {
  return Buffer.from(message)
    .subarray(0, 123)
    .toString()
    .replace(/\ufffd+$/, '')
}
