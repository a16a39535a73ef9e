/** Remembers what a function answered, for the newest so many arguments at least; forgets half of them when it is full. */
export function boundedCache<T>(size: number, answer: (key: string) => T): (key: string) => T {
  let newer = new Map<string, T>()
  let older = new Map<string, T>()
  return (key) => {
    const known = newer.get(key)
    if (known !== undefined || newer.has(key)) return known as T
    const value = older.has(key) ? (older.get(key) as T) : answer(key)
    if (newer.size >= size / 2) {
      older = newer
      newer = new Map()
    }
    newer.set(key, value)
    return value
  }
}
