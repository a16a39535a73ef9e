import { openGate } from '#server/base/gate.ts'

const pictures = new Map<string, Promise<Buffer>>()
/** Those that are made, oldest first. */
const made = new Set<string>()
const mostRemembered = 8

/** A picture of forty bytes may have 36,000,000 pixels, which are half a gigabyte until they are a PNG. */
const making = openGate({ ofAll: 1 })
const { signal: forOthersToo } = new AbortController()

/**
 * The picture of a key, made once: an export, and whoever reads a feed, ask several times for the same one. One is made after
 * the other, also when nobody waits for it any more.
 */
export function rememberPicture(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const known = pictures.get(key)
  if (known) return known
  const picture = making(key, forOthersToo, make)
  pictures.set(key, picture)
  picture.then(
    () => keep(key),
    () => pictures.delete(key),
  )
  return picture
}

function keep(key: string): void {
  made.add(key)
  const [oldest] = made
  if (made.size <= mostRemembered) return
  made.delete(oldest!)
  pictures.delete(oldest!)
}
