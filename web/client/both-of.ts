/** How two versions of a list are compared. */
interface Comparing<One> {
  /** Nothing of one that the server does not know yet. */
  idOf: (one: One) => string | null | undefined
  textOf: (one: One) => string
  /** The same beside the other, as one of its own. */
  asNew: (one: One) => One
}

/** Their text, and behind each paragraph of it ours where that is another. */
export function bothOf<One>(mine: One[], theirs: One[], { idOf, textOf, asNew }: Comparing<One>): One[] {
  const theirTexts = new Map(theirs.map((one) => [idOf(one), textOf(one)]))
  const isOther = (one: One) => !idOf(one) || theirTexts.get(idOf(one)) !== textOf(one)
  const both: One[] = []
  let rest = mine
  for (const one of theirs) {
    both.push(one)
    const at = rest.findIndex((other) => idOf(other) === idOf(one))
    if (at === -1) continue
    both.push(
      ...rest
        .slice(0, at + 1)
        .filter(isOther)
        .map(asNew),
    )
    rest = rest.slice(at + 1)
  }
  return [...both, ...rest.filter(isOther).map(asNew)]
}
