const made = new Map<string, Promise<Buffer>>()
const mostRemembered = 8

/** The picture of a key, made once: an export, and whoever reads a feed, ask several times for the same one. */
export function rememberPicture(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const known = made.get(key)
  if (known) return known
  const making = make()
  making.catch(() => made.delete(key))
  made.set(key, making)
  if (made.size > mostRemembered) made.delete(made.keys().next().value!)
  return making
}
