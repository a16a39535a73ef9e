import type { Config } from '#server/base/config.ts'

/** What a check of `lectern doctor` found out. */
export interface Finding {
  name: string
  /** With `warn` Lectern works, but not as well as it could; with `fail` something does not work. */
  state: 'ok' | 'warn' | 'fail'
  found: string
  /** How to make it better. */
  remedy?: string
}

/** One or several findings. What it throws is a failure. */
export type Check = (config: Config) => Promise<Finding[]>
