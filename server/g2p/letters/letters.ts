import { mainStress } from '../alphabets/symbols.ts'
import { costOf, endId, findContext, firstChunkId, type LetterModel, startId } from './letter-model.ts'

/** Letter-to-sound: how a word that nobody knows is said. */
export type GuessSounds = (letters: string) => string

/**
 * Letter-to-sound by beam search: the cheapest way through the model that has exactly one main stress.
 * Letters outside a–z and the apostrophe are not said. About 3 ms a word.
 */
export function letterToSound(model: LetterModel): GuessSounds {
  const byLetters = indexChunks(model)
  return (letters) => {
    const pieces = letters.match(/[a-z']+/g) ?? []
    return pieces.map((piece) => searchBest(model, byLetters, piece)).join('')
  }
}

/** Added to a word without main stress. */
const stresslessCost = 60

/** A way through the first letters of a word. */
interface Way {
  cost: number
  /** The newest ids, as many as the model looks at. */
  ids: number[]
  sounds: string
  mainStresses: number
}

/** The ids of the chunks of some letters. */
type ChunkIndex = Map<string, number[]>

/**
 * The cheapest sounds of some letters.
 * @param options.width ways kept at each letter
 * @param options.oneStress whether the word has exactly one main stress
 */
export function searchBest(
  model: LetterModel,
  byLetters: ChunkIndex,
  word: string,
  { width = 24, oneStress = true } = {},
): string {
  const waysAt: Way[][] = Array.from({ length: word.length + 1 }, () => [])
  waysAt[0]!.push({ cost: 0, ids: [startId], sounds: '', mainStresses: 0 })
  for (let at = 0; at < word.length; at++) {
    for (const way of keepBest(waysAt[at]!, width)) {
      const context = findContext(model, way.ids)
      for (let length = 1; length <= 2 && at + length <= word.length; length++) {
        for (const id of byLetters.get(word.slice(at, at + length)) ?? []) {
          const longer = extend(model, way, id, costOf(model, context, id))
          if (!oneStress || longer.mainStresses <= 1) waysAt[at + length]!.push(longer)
        }
      }
    }
  }
  return cheapest(waysAt[word.length]!.map((way) => finish(model, way, oneStress)))?.sounds ?? ''
}

export function indexChunks({ chunks }: LetterModel): ChunkIndex {
  const index: ChunkIndex = new Map()
  for (const [at, { letters }] of chunks.entries()) {
    const ids = index.get(letters)
    if (ids) ids.push(at + firstChunkId)
    else index.set(letters, [at + firstChunkId])
  }
  return index
}

function extend({ chunks, order }: LetterModel, way: Way, id: number, cost: number): Way {
  const { sounds } = chunks[id - firstChunkId]!
  return {
    cost: way.cost + cost,
    ids: [...way.ids, id].slice(1 - order),
    sounds: way.sounds + sounds.join(''),
    mainStresses: way.mainStresses + sounds.filter((sound) => sound.startsWith(mainStress)).length,
  }
}

/** The cheapest ways; of those that the model cannot tell apart from here on, one. */
function keepBest(ways: Way[], width: number): Way[] {
  const kept = new Map<string, Way>()
  for (const way of ways.sort((a, b) => a.cost - b.cost)) {
    const key = `${way.ids.join()}|${way.mainStresses}`
    if (!kept.has(key)) kept.set(key, way)
    if (kept.size >= width) break
  }
  return [...kept.values()]
}

function finish(model: LetterModel, way: Way, oneStress: boolean): Way {
  const stressCost = oneStress && way.mainStresses === 0 ? stresslessCost : 0
  return { ...way, cost: way.cost + costOf(model, findContext(model, way.ids), endId) + stressCost }
}

function cheapest(ways: Way[]): Way | undefined {
  return ways.reduce<Way | undefined>((best, way) => (best && best.cost <= way.cost ? best : way), undefined)
}
