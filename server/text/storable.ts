/**
 * What others told (a document, a language model, a voice service) without the characters that cannot be kept: U+0000, and
 * halves of surrogate pairs, which some programs write alone. One of them shall not cost a whole book.
 */
export function toStorable<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replace(/[\0\p{Cs}]/gu, '') as Value
  if (Array.isArray(value)) return value.map(toStorable) as Value
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toStorable(one)])) as Value
}

/** Not the bytes of a picture. */
function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
