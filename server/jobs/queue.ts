declare const carries: unique symbol

/** A kind of work, declared as data by the folder that does it. `Data` is what its jobs carry: small JSON. */
export interface Queue<Data extends object = object> {
  readonly name: string
  /** How often a failed job is tried again; the death of a worker does not count. */
  readonly retryLimit: number
  /** The pause before the first retry; it doubles with each retry, give or take half of it. */
  readonly retryDelaySeconds: number
  /** The longest pause between retries. */
  readonly retryDelayMaxSeconds?: number
  /** A run that takes longer is aborted and counts as failed. */
  readonly expireInSeconds: number
  /** Where the data of a job goes when it has failed for good; its handler finds the reason in `run.previousError`. */
  readonly deadLetter?: Queue<Data>
  readonly [carries]?: Data
}

/** Declares a queue. Its table rows are made when it is first used. */
export function defineQueue<Data extends object>(queue: {
  name: string
  retryLimit?: number
  retryDelaySeconds?: number
  retryDelayMaxSeconds?: number
  expireInSeconds?: number
  deadLetter?: Queue<Data>
}): Queue<Data> {
  return { retryLimit: 3, retryDelaySeconds: 1, expireInSeconds: 900, ...queue }
}

export interface JobOptions {
  /** Higher goes first; 0 when not given. Jobs of equal priority go in the order they were added. */
  priority?: number
  /** While a job with this key waits or runs in the queue, another is not added. */
  onlyOnePer?: string
  /** What the job belongs to, so that all of it can be cancelled together: a conversion's id, say. */
  group?: string
}

/** A job that is yet to be added. */
export interface NewJob extends JobOptions {
  queue: Queue
  data: object
}

/** A job for `addFlow`, whose jobs may be of different queues. */
export function newJob<Data extends object>(queue: Queue<Data>, data: Data, options: JobOptions = {}): NewJob {
  return { queue, data, ...options }
}
