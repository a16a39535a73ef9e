import type { BlockTimesResponse } from '../../client/types.ts'
import { canStream, streamSound } from './stream-sound.ts'
import { type PlayedBlock, placeAt, startsOf, type TimedWord, wordAt } from './timeline.ts'

export interface PlayerNeeds {
  /** The paragraphs in order, as they are now. */
  list: () => PlayedBlock[]
  urlOf: (blockId: string, generationId: string) => string
  timesOf: (blockId: string, generationId: string) => Promise<BlockTimesResponse>
  /**
   * Has what is not spoken yet from here on spoken, and tells where the first of it can be heard meanwhile, if it can and
   * somebody waits for it; null where nothing can be spoken.
   */
  speak: ((fromId: string, toId: string | undefined, isAwaited: boolean) => Promise<string | null>) | null
  /** Tells the words of what is heard while it is being spoken, as they come. */
  followWords: (streamUrl: string, onWords: (words: TimedWord[]) => void) => Promise<void>
  /** Which word is heard; null when none is. */
  onWord: (heard: HeardWord | null) => void
  /** What is said when the browser cannot play what is there. */
  unplayable: string
  /** What is said when nothing is spoken, and nothing can be. */
  unspoken: string
  /** All of it was played. */
  onEnd?: () => void
}

/** A paragraph that can be heard: as it is spoken, or at an address where it is being spoken. */
interface ReadyBlock {
  block: PlayedBlock
  streamUrl?: string
}

export interface HeardWord {
  blockId: string
  from: number
  to: number
}

export interface PlayerSnapshot {
  isPlaying: boolean
  /** What is to be heard next is still being spoken. */
  isWaiting: boolean
  blockId: string | null
  /** Seconds of the whole. */
  position: number
  total: number
  rate: number
  problem: string | null
}

export const rates = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 3]

/**
 * Plays paragraphs one after the other while the rest is still being spoken: two audio elements in turn, the next one loaded
 * before the last one ends.
 */
export class Player {
  readonly #needs: PlayerNeeds
  readonly #elements: [HTMLAudioElement, HTMLAudioElement]
  readonly #listeners = new Set<() => void>()
  readonly #times = new Map<string, Promise<BlockTimesResponse | undefined>>()
  #turn = 0
  /** Counts up whenever something else is played: what ran before ends itself. */
  #run = 0
  #poked: (() => void) | undefined
  #lastId: string | undefined
  #frame = 0
  #streaming = new AbortController()
  #word: HeardWord | null = null
  #asked: string | undefined
  #snapshot: PlayerSnapshot

  constructor(needs: PlayerNeeds, elements: [HTMLAudioElement, HTMLAudioElement] = [new Audio(), new Audio()]) {
    this.#needs = needs
    this.#elements = elements
    for (const element of elements) element.preload = 'auto'
    this.#snapshot = {
      ...{ isPlaying: false, isWaiting: false, blockId: null, position: 0, rate: readRate(), problem: null },
      total: startsOf(needs.list()).at(-1)!,
    }
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
  getSnapshot = (): PlayerSnapshot => this.#snapshot

  /** The paragraphs changed. */
  poke(): void {
    this.#poked?.()
    const total = startsOf(this.#needs.list()).at(-1)!
    if (total !== this.#snapshot.total) this.#tell({ total })
  }

  /** @param lastId where it ends; at the end of the chapter when not given */
  play(fromId?: string, offset = 0, lastId?: string): void {
    const list = this.#needs.list()
    const id = fromId ?? this.#snapshot.blockId ?? list[0]?.id
    const index = list.findIndex((block) => block.id === id)
    if (index === -1) return
    this.#lastId = lastId
    this.#asked = undefined
    void this.#playFrom(list[index]!.id, offset)
  }

  /** Goes on where it was, or begins. */
  toggle(fromId?: string): void {
    const { isPlaying, blockId } = this.#snapshot
    if (isPlaying) {
      this.pause()
      return
    }
    const element = this.#current
    const canGoOn = blockId !== null && element.src !== '' && !element.ended && element.currentTime > 0
    if (canGoOn && (fromId === undefined || fromId === blockId)) this.play(blockId, element.currentTime, this.#lastId)
    else this.play(fromId ?? blockId ?? undefined)
  }

  pause(): void {
    this.#run++
    this.#current.pause()
    this.#tell({ isPlaying: false, isWaiting: false })
    cancelAnimationFrame(this.#frame)
  }

  stop(): void {
    this.pause()
    this.#show(null)
  }

  step(by: 1 | -1): void {
    const list = this.#needs.list().filter((block) => block.state !== 'silent')
    const at = list.findIndex((block) => block.id === this.#snapshot.blockId)
    const next = list[Math.min(Math.max(at + by, 0), list.length - 1)]
    if (!next) return
    if (this.#snapshot.isPlaying) this.play(next.id)
    else this.#tell({ blockId: next.id, position: this.#startOf(next.id) })
  }

  /** @param seconds of the whole */
  seek(seconds: number): void {
    const list = this.#needs.list()
    const { index, offset } = placeAt(list, seconds)
    const block = list[index]
    if (!block) return
    if (this.#snapshot.isPlaying) {
      this.play(block.id, offset, this.#lastId)
      return
    }
    this.#tell({ blockId: block.id, position: seconds })
    if (block.audio) this.#load(this.#current, this.#urlOf(block), offset)
  }

  setRate(rate: number): void {
    for (const element of this.#elements) element.playbackRate = rate
    localStorage.setItem(rateName, String(rate))
    this.#tell({ rate })
  }

  close(): void {
    this.pause()
    this.#streaming.abort()
    for (const element of this.#elements) element.removeAttribute('src')
  }

  get #current(): HTMLAudioElement {
    return this.#elements[this.#turn]!
  }

  async #playFrom(firstId: string, firstOffset: number): Promise<void> {
    const run = ++this.#run
    const isOver = () => run !== this.#run
    for (const element of this.#elements) element.pause()
    this.#streaming.abort()
    this.#streaming = new AbortController()
    this.#tell({ isPlaying: true, problem: null, blockId: firstId })
    let id: string | undefined = firstId
    let offset = firstOffset
    let hasHeard = false
    let isPassedOver = false
    while (id !== undefined) {
      const ready = await this.#untilReady(id, isOver, id === firstId)
      if (isOver()) return
      const block = ready?.block
      if (block?.state === 'failed') return this.#giveUp(block.problem)
      const canBeHeard = block?.audio || ready?.streamUrl
      const isHeard = canBeHeard ? await this.#playBlock(ready!, offset, isOver) : true
      if (isOver()) return
      if (canBeHeard) hasHeard = true
      else if (block?.state !== 'silent') isPassedOver = true
      if (!isHeard) continue // it is waited for
      if (id === this.#lastId) break
      if (block && this.#next(id)) await pause((block.pauseSeconds * 1000) / this.#snapshot.rate)
      if (isOver()) return
      id = this.#next(id)?.id
      offset = 0
    }
    if (isPassedOver && !hasHeard) return this.#giveUp(this.#needs.unspoken)
    this.stop()
    this.#tell({ blockId: null, position: 0 })
    this.#needs.onEnd?.()
  }

  #giveUp(problem: string | null): void {
    this.stop()
    this.#tell({ problem })
  }

  /** The paragraph once it can be heard, or cannot be; undefined when it has gone. */
  async #untilReady(id: string, isOver: () => boolean, isFirst: boolean): Promise<ReadyBlock | undefined> {
    for (;;) {
      const block = this.#needs.list().find((one) => one.id === id)
      if (!block || block.state === 'silent' || block.state === 'failed' || block.audio) {
        this.#tell({ isWaiting: false })
        return block && { block }
      }
      if (!this.#needs.speak) return undefined
      this.#tell({ isWaiting: true, blockId: id })
      const isToBeAsked = block.state === 'unconverted' || (isFirst && block.state === 'queued')
      if (isToBeAsked && this.#asked !== id) {
        this.#asked = id
        const streamUrl = await this.#needs
          .speak(id, this.#lastId, isFirst && canStream)
          .catch((error) => void this.#giveUp(error.message))
        if (isOver()) return undefined
        if (streamUrl) return { block, streamUrl }
        continue
      }
      await new Promise<void>((resolve) => {
        this.#poked = resolve
      })
      if (isOver()) return undefined
    }
  }

  /** Where the sound of a paragraph cannot be had, it is asked for once; then it is waited for, or there as before. */
  async #speakLost(id: string): Promise<void> {
    if (!this.#needs.speak || this.#asked === id) return this.#giveUp(this.#needs.unplayable)
    this.#asked = id
    await this.#needs.speak(id, this.#lastId, false).catch((error) => this.#giveUp(error.message))
  }

  /** @returns whether it was heard: what is being spoken may fail, and is there later all the same */
  async #playBlock(ready: ReadyBlock, offset: number, isOver: () => boolean): Promise<boolean> {
    const { block, streamUrl } = ready
    const element = this.#current
    if (streamUrl) streamSound(element, streamUrl, this.#streaming.signal)
    else {
      this.#load(element, this.#urlOf(block), offset)
      void this.#readTimes(block)
    }
    element.playbackRate = this.#snapshot.rate
    const start = this.#startOf(block.id)
    this.#tell({ blockId: block.id, position: start + offset })
    const ended = new Promise<void>((resolve) => {
      element.onended = element.onerror = () => resolve()
    })
    element.ontimeupdate = () => {
      if (!isOver()) this.#tell({ position: this.#startOf(block.id) + element.currentTime })
    }
    try {
      await (streamUrl ? this.#beginStream(element, block.id) : element.play())
    } catch {
      if (!isOver() && !streamUrl) await this.#speakLost(block.id)
      return false
    }
    this.#tell({ isWaiting: false })
    void this.#follow(ready, element, isOver)
    this.#preload(block.id)
    await ended
    this.#turn = 1 - this.#turn
    return true
  }

  /** @throws when the paragraph itself is there, or could not be spoken, before the stream is heard */
  async #beginStream(element: HTMLAudioElement, id: string): Promise<void> {
    const overtaken = new Promise<never>((_resolve, reject) => {
      this.#poked = () => {
        const block = this.#needs.list().find((one) => one.id === id)
        if (!block || block.audio || block.state === 'failed') reject(new Error('The stream is not needed any more.'))
      }
    })
    const playing = element.play()
    playing.catch(() => {}) // that of an element which plays something else by then
    await Promise.race([playing, overtaken])
  }

  #urlOf(block: PlayedBlock): string {
    return this.#needs.urlOf(block.id, block.audio!.generation_id)
  }

  #load(element: HTMLAudioElement, path: string, offset: number): void {
    const url = new URL(path, location.href).href
    if (element.src !== url || element.error) element.src = url
    if (element.currentTime !== offset) element.currentTime = offset
  }

  #preload(id: string): void {
    const next = this.#next(id)
    if (next?.audio && id !== this.#lastId) {
      this.#load(this.#elements[1 - this.#turn]!, this.#urlOf(next), 0)
      void this.#readTimes(next)
    }
    if (next?.state === 'unconverted' && this.#needs.speak && this.#asked === undefined && id !== this.#lastId) {
      this.#asked = next.id
      void this.#needs.speak(next.id, this.#lastId, false).catch(() => {})
    }
  }

  #next(id: string): PlayedBlock | undefined {
    const list = this.#needs.list()
    return list[list.findIndex((block) => block.id === id) + 1]
  }

  #startOf(id: string): number {
    const list = this.#needs.list()
    return startsOf(list)[
      Math.max(
        0,
        list.findIndex((block) => block.id === id),
      )
    ]!
  }

  /** Shows the word that is heard, frame by frame. */
  async #follow({ block, streamUrl }: ReadyBlock, element: HTMLAudioElement, isOver: () => boolean): Promise<void> {
    const words: TimedWord[] = []
    if (streamUrl) void this.#needs.followWords(streamUrl, (more) => words.push(...more)).catch(() => {})
    else words.push(...((await this.#readTimes(block))?.words ?? []))
    const look = () => {
      if (isOver() || element.paused) return
      const word = wordAt(words, element.currentTime)
      if (word && (word.from !== this.#word?.from || block.id !== this.#word.blockId)) {
        this.#show({ blockId: block.id, from: word.from, to: word.to })
      }
      this.#frame = requestAnimationFrame(look)
    }
    look()
  }

  #readTimes(block: PlayedBlock): Promise<BlockTimesResponse | undefined> {
    const key = block.audio!.generation_id + block.id
    const reading =
      this.#times.get(key) ?? this.#needs.timesOf(block.id, block.audio!.generation_id).catch(() => undefined)
    this.#times.set(key, reading)
    return reading
  }

  /** The second of a paragraph at which a code point of it is heard. */
  async secondOf(blockId: string, codePoint: number): Promise<number> {
    const block = this.#needs.list().find((one) => one.id === blockId)
    if (!block?.audio) return 0
    const words = (await this.#readTimes(block))?.words ?? []
    return words.findLast((word) => word.from <= codePoint)?.start ?? 0
  }

  #show(word: HeardWord | null): void {
    this.#word = word
    this.#needs.onWord(word)
  }

  #tell(changes: Partial<PlayerSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...changes }
    for (const listener of this.#listeners) listener()
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

const rateName = 'playback speed'

/** As it was chosen last in this browser: the next chapter goes on as fast. */
function readRate(): number {
  return rates.find((rate) => String(rate) === localStorage.getItem(rateName)) ?? 1
}
