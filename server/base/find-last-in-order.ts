/** The last of a list that something holds of, where it holds of all before that one and of none behind it: found by halving. */
export function findLastInOrder<One>(list: readonly One[], holds: (one: One) => boolean): One | undefined {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (holds(list[middle]!)) from = middle + 1
    else to = middle
  }
  return list[from - 1]
}
