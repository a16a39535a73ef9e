import type { IncomingMessage } from 'node:http'
import { nextTurn, untilMyTurn } from '#server/base/give-way.ts'

/** Pieces of fewer bytes are gathered until the end of the turn in which they came. */
const smallBytes = 1_024
/** So many small pieces of one body are taken in before others have their turn. */
const mostAtOnce = 1_000
/** And so many altogether: as many as the richest JSON has keys and values, each sent by itself. */
const mostSmall = 200_000

/**
 * Lets a body that comes in chunks of a few bytes cost what others cost: Node makes a buffer and an event of each, ten
 * million of ten megabytes. To be called before the body is read.
 * @param refuse called once, when a body has more small pieces than any program sends
 */
export function gatherPieces(message: IncomingMessage, refuse: () => void): void {
  const push = message.push.bind(message)
  let gathered: Buffer[] = []
  let [atOnce, small] = [0, 0]
  let isWaiting = false

  function pass(): void {
    if (gathered.length === 0) return
    const pieces = gathered
    gathered = []
    push(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))
  }
  function gather(piece: Buffer): boolean {
    gathered.push(piece)
    if (!isWaiting) void passLater()
    return ++atOnce < mostAtOnce && message.readableLength < message.readableHighWaterMark
  }
  /** What many pieces came of comes on in a turn of its own: a packet has room for ten thousand of them. */
  async function passLater(): Promise<void> {
    isWaiting = true
    await nextTurn()
    if (small > mostAtOnce) await untilMyTurn()
    isWaiting = false
    atOnce = 0
    if (!message.destroyed) pass()
  }
  message.push = (piece: Buffer | null) => {
    if (piece !== null && piece.length < smallBytes) {
      if (++small === mostSmall) refuse()
      return small < mostSmall && gather(piece)
    }
    pass()
    return push(piece)
  }
  // What is left of a body that nobody reads Node would drop without coming by here.
  Object.assign(message, { _dump: () => void message.resume() })
}
