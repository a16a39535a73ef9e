import type { IncomingMessage } from 'node:http'

/** Pieces of fewer bytes are gathered. */
const smallBytes = 1_024
/** So many bytes are gathered, until the end of the turn in which they came at the latest. */
const gatheredBytes = 16_384
/** So many small pieces of one body are taken in at each turn of the event loop. */
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
  let room = Buffer.alloc(0)
  let [filled, atOnce, small] = [0, 0, 0]
  let isWaiting = false

  function pass(): void {
    if (filled === 0) return
    const gathered = room.subarray(0, filled)
    room = room.subarray(filled)
    filled = 0
    push(gathered)
  }
  function gather(piece: Buffer): boolean {
    if (filled + piece.length > room.length) {
      pass()
      room = Buffer.allocUnsafeSlow(gatheredBytes)
    }
    room.set(piece, filled)
    filled += piece.length
    if (!isWaiting) setImmediate(endTurn)
    isWaiting = true
    return ++atOnce < mostAtOnce && message.readableLength < message.readableHighWaterMark
  }
  function endTurn(): void {
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
