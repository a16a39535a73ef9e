import { setImmediate as nextTurn } from 'node:timers/promises'

/** Lets all others have their turn first. */
export { nextTurn }

/** As long as nobody notices that others wait: a fifth of what a request may hold the event loop. */
const turnMilliseconds = 10

/** Lets others have their turn, when this one has lasted long enough. To be awaited between the steps of long work. */
export type GiveWay = () => Promise<void> | undefined

export function openTurn(): GiveWay {
  turnBeginning()
  return giveWay
}

// There is one event loop, so that those who work long share one turn: else fifty of them would hold it fifty times as long.
// Who gives way goes on when it is theirs again, one at each turn, in order.
const waiting: (() => void)[] = []
let turnBegan: number | undefined

function giveWay(): Promise<void> | undefined {
  return performance.now() - turnBeginning() < turnMilliseconds ? undefined : untilMyTurn()
}

/** Lets those who wait have their turn first, and then has one alone. To be awaited before a step that takes milliseconds. */
export function untilMyTurn(): Promise<void> {
  turnBeginning()
  return new Promise((resolve) => waiting.push(resolve))
}

function turnBeginning(): number {
  if (turnBegan === undefined) {
    turnBegan = performance.now()
    setImmediate(endTurn)
  }
  return turnBegan
}

function endTurn(): void {
  turnBegan = undefined
  const goOn = waiting.shift()
  if (!goOn) return
  turnBeginning()
  goOn()
}

/** Runs what yields between its steps, and lets others have their turn there. */
export async function runGivingWay<Answer>(steps: Generator<unknown, Answer>, giveWay = openTurn()): Promise<Answer> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await giveWay()
  }
}

/** Runs what yields between its steps at once. */
export function runAtOnce<Answer>(steps: Generator<unknown, Answer>): Answer {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Puts a long text together that is written piece by piece, and lets others have their turn in between. */
export async function writeInTurns(pieces: Iterable<string>): Promise<Buffer> {
  const giveWay = openTurn()
  const written: Buffer[] = []
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < charactersAtOnce) continue
    written.push(Buffer.from(text))
    text = ''
    await giveWay()
  }
  return Buffer.concat([...written, Buffer.from(text)])
}

/** Many small pieces are turned into bytes together. */
const charactersAtOnce = 16_384

/** Maps a long list of which each is little, and lets others have their turn in between. */
export async function mapInTurns<One, Mapped>(list: One[], map: (one: One) => Mapped): Promise<Mapped[]> {
  const mapped: Mapped[] = []
  const giveWay = openTurn()
  for (const one of list) {
    mapped.push(map(one))
    await giveWay()
  }
  return mapped
}

/**
 * Maps a list one by one and lets others have their turn in between, so that long lists hold nobody up.
 * @param map yields between its steps, for a single one may take long
 */
export async function mapGivingWay<One, Mapped>(
  list: One[],
  map: (one: One) => Generator<unknown, Mapped>,
): Promise<Mapped[]> {
  const mapped: Mapped[] = []
  const giveWay = openTurn()
  for (const one of list) {
    mapped.push(await runGivingWay(map(one), giveWay))
    await giveWay()
  }
  return mapped
}
