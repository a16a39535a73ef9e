import { ApiError } from './api.ts'

/**
 * What the person is told of their changes. `held`: they wait for a document that is about to replace the text; `failing`: the
 * server cannot keep them just now, and says why.
 */
export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'held' | 'failing' | 'conflict' | 'refused'

interface AutosaveNeeds {
  /** Sends what is there now. @throws ApiError `content_changed`; NotConnected */
  send: () => Promise<void>
  onState: (state: SaveState, problem?: string) => void
  idleMilliseconds?: number
}

const retryMilliseconds = 2_000

/**
 * Sends what was written once nobody types for a moment, one request at a time. What cannot be sent is tried again until it
 * can; what the server refuses is not.
 */
export class Autosave {
  readonly #needs: AutosaveNeeds
  #timer: ReturnType<typeof setTimeout> | undefined
  #sending: Promise<void> | undefined
  #isDirty = false
  #isPaused = false

  constructor(needs: AutosaveNeeds) {
    this.#needs = needs
  }

  /** Something is to be sent, or being sent. */
  get isDirty(): boolean {
    return this.#isDirty || this.#sending !== undefined
  }

  /** Something was written. */
  touch(): void {
    this.#isDirty = true
    if (this.#isPaused) return
    if (!this.#isTryingAgain) this.#needs.onState('unsaved')
    this.#later(this.#needs.idleMilliseconds ?? 800)
  }

  /** Sends now what is not sent yet, and waits for it. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#sending
    if (this.#isDirty && !this.#isPaused) await this.#send()
  }

  /** Nothing is sent while somebody decides. */
  pause(): void {
    this.#isPaused = true
    clearTimeout(this.#timer)
  }

  /** @param isDirty whether something is to be sent now */
  resume(isDirty: boolean): void {
    this.#isPaused = false
    this.#isDirty = isDirty
    if (isDirty) void this.#send()
    else this.#needs.onState('saved')
  }

  close(): void {
    this.pause()
  }

  #later(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#send(), milliseconds)
  }

  async #send(): Promise<void> {
    if (this.#sending || this.#isPaused) return
    this.#isDirty = false
    if (!this.#isTryingAgain) this.#needs.onState('saving')
    this.#sending = this.#needs.send().then(
      () => {
        this.#isTryingAgain = false
        this.#needs.onState(this.#isDirty ? 'unsaved' : 'saved')
      },
      (error) => this.#fail(error),
    )
    await this.#sending
    this.#sending = undefined
    if (!this.#isDirty || this.#isPaused) return
    this.#later(this.#isTryingAgain ? retryMilliseconds : (this.#needs.idleMilliseconds ?? 800))
  }

  /** What holds the changes up stays told until it is over: nothing flickers with every attempt. */
  #isTryingAgain = false

  #fail(error: Error): void {
    const state = toState(error)
    this.#isDirty = state !== 'refused' // which is sent again with the next change
    this.#isTryingAgain = state !== 'refused' && state !== 'conflict'
    if (state === 'conflict') this.pause()
    this.#needs.onState(state, state === 'refused' || state === 'failing' ? error.message : undefined)
  }
}

function toState(error: Error): 'offline' | 'held' | 'failing' | 'conflict' | 'refused' {
  // A server that is not there may be told of by one that stands before it, in words of its own.
  if (!(error instanceof ApiError) || (error.code === 'unknown' && error.status >= 500)) return 'offline'
  if (error.code === 'content_changed') return 'conflict'
  if (error.code === 'already_processing') return 'held'
  return error.status >= 500 ? 'failing' : 'refused'
}
