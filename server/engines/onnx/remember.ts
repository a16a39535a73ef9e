/**
 * Makes a thing once for each key, and again when that failed.
 * @param most how many are kept, those that were asked for last
 * @param drop is told of one that is not kept any longer
 */
export function remember<Key, Thing>(
  make: (key: Key) => Promise<Thing>,
  most = Number.POSITIVE_INFINITY,
  drop: (thing: Thing) => unknown = () => {},
): (key: Key) => Promise<Thing> {
  const kept = new Map<Key, Promise<Thing>>()
  return (key) => {
    const thing = kept.get(key) ?? make(key)
    kept.delete(key)
    kept.set(key, thing)
    thing.catch(() => kept.delete(key))
    const [oldest] = kept
    if (oldest && kept.size > most) {
      kept.delete(oldest[0])
      void oldest[1].then(drop, () => {})
    }
    return thing
  }
}
