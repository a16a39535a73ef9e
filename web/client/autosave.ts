import { ApiError } from './api.ts'

/** What the person is told of their changes. */
export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'conflict' | 'refused'

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
    this.#needs.onState('unsaved')
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
    this.#needs.onState('saving')
    this.#sending = this.#needs.send().then(
      () => this.#needs.onState(this.#isDirty ? 'unsaved' : 'saved'),
      (error) => this.#fail(error),
    )
    await this.#sending
    this.#sending = undefined
    if (this.#isDirty && !this.#isPaused) this.#later(this.#retryIn ?? this.#needs.idleMilliseconds ?? 800)
  }

  #retryIn: number | undefined

  #fail(error: Error): void {
    this.#isDirty = true
    this.#retryIn = undefined
    if (error instanceof ApiError && error.code === 'content_changed') {
      this.pause()
      this.#needs.onState('conflict')
    } else if (error instanceof ApiError && error.status < 500) {
      this.#isDirty = error.code === 'already_processing' // and else not until the next change
      this.#retryIn = retryMilliseconds
      this.#needs.onState('refused', error.message)
    } else {
      this.#retryIn = retryMilliseconds
      this.#needs.onState('offline')
    }
  }
}
