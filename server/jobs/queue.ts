declare const carries: unique symbol

/** A kind of work, declared as data by the folder that does it. `Data` is what its jobs carry: small JSON. */
export interface Queue<Data extends object = object> {
  readonly name: string
  /** Queues of one family share their dead letters, so that any worker of the family may give up its jobs. */
  readonly family: string
  /** How often a failed job is tried again; the death of a worker does not count. */
  readonly retryLimit: number
  /** The pause before the first retry; it doubles with each retry, give or take half of it. */
  readonly retryDelaySeconds: number
  /** The longest pause between retries, also for a job that was put back so often that doubling would make days of it. */
  readonly retryDelayMaxSeconds: number
  /** How many jobs of one group run at once, in all processes; any number when not given. */
  readonly concurrencyOfGroup?: number
  /** A run that takes longer is aborted and counts as failed. */
  readonly expireInSeconds: number
  readonly [carries]?: Data
}

/** Declares a queue. Its table rows are made when it is first used. */
export function defineQueue<Data extends object>(queue: {
  name: string
  family?: string
  retryLimit?: number
  retryDelaySeconds?: number
  retryDelayMaxSeconds?: number
  concurrencyOfGroup?: number
  expireInSeconds?: number
}): Queue<Data> {
  const usual = { retryLimit: 3, retryDelaySeconds: 1, retryDelayMaxSeconds: 60, expireInSeconds: 900 }
  return { family: queue.name, ...usual, ...queue }
}

/**
 * Where jobs go that have failed for good, to be given up: until that is written down where people look, again and again.
 * The tries, a quarter of a minute apart, last for a week. (pg-boss knows no longest pause of a dead letter: one that doubled would
 * become days.)
 */
export function deadLettersOf<Data extends object>({ family }: Queue<Data>): Queue<Data> {
  const pause = { retryDelaySeconds: 15, retryDelayMaxSeconds: 15 }
  return defineQueue({ name: `${family}-abandoned`, retryLimit: 40_000, ...pause })
}

export interface JobOptions {
  /** Higher goes first; 0 when not given. Whole, up to 2,000. Jobs of equal priority go in the order they were added. */
  priority?: number
  /** While a job with this key waits or runs in the queue, another is not added. */
  onlyOnePer?: string
  /** What the job belongs to, so that all of it can be cancelled together: a conversion's id, say. */
  group?: string
  /** How the groups begin that share their turns with this one; it has turns of its own when not given. */
  turnsOf?: string
}
