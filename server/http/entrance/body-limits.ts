const kilobyte = 1024
const megabyte = 1024 * kilobyte

/** In bytes. What a request may send besides: one document a form, and no more of anything than `contract/limits.ts` says. */
export const bodyLimits = {
  /** A body in JSON: a text of 40,000 characters in the longest way to write them is half of it. */
  json: megabyte,
  /** One of somebody who has no key. */
  stranger: 16 * kilobyte,
  /** All that are read or answered at once for one key, as far as they are kept in memory. */
  ofOneKey: 200 * megabyte,
  /** All answers at once that one key has asked for and not taken yet. */
  unreadOfOneKey: 200 * megabyte,
  /** One that is content or rules. */
  large: 10 * megabyte,
  /** All fields of a form together, without its files and without the content that may be among them. */
  fields: megabyte,
  content: 10 * megabyte,
  file: 200 * megabyte,
  /** What is still read of a body that was refused, so that who only sends hears why. */
  refusedRest: 256 * megabyte,
} as const

export const formLimits = { parts: 1_000, files: 20, typeCharacters: 250 } as const
