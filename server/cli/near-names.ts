/** Those of the names that somebody may have meant, the nearest first: at most `count`. */
export function nearNames(meant: string, names: string[], count = 3): string[] {
  const lower = meant.toLowerCase()
  const distances = names.map((name) => ({ name, distance: distanceOf(lower, name.toLowerCase()) }))
  const near = distances.filter(({ name, distance }) => distance <= Math.max(2, name.length / 2))
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name)
}

/** How many letters must be put in, taken out or changed. Source: R. A. Wagner and M. J. Fischer, JACM 21 (1974), 168. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
