import type { BytesReply } from './send-bytes.ts'

/** Does what takes long when it is the caller's turn: a few at once of one key. */
export type InTurn = <Answer>(work: () => Promise<Answer>) => Promise<Answer>

/** An answer that many may ask for and that is made once, in the turn of whoever has theirs first. */
export interface Making {
  /** As soon as it is made. */
  answer?: BytesReply
  make(): Promise<BytesReply>
  /** As `make`, for who does not ask for it. */
  ended: Promise<BytesReply>
}

export function openMaking(make: () => Promise<BytesReply>): Making {
  const { promise: ended, resolve, reject } = Promise.withResolvers<BytesReply>()
  ended.catch(() => {}) // told to those who asked
  let isBegun = false
  const making: Making = {
    make() {
      if (!isBegun) make().then(resolve, reject)
      isBegun = true
      return ended
    },
    ended: ended.then((answer) => (making.answer = answer)),
  }
  making.ended.catch(() => {})
  return making
}

/** What is made already has no turn to wait for. */
export async function madeInTurn({ answer, make }: Making, inTurn: InTurn): Promise<BytesReply> {
  return answer ?? inTurn(make)
}
