/**
 * A list in groups, in its order. Each ends with the item that makes it as large as was asked for.
 * @param sizeOf an item; 1 when left out
 */
export function* inGroups<Item>(
  items: Iterable<Item>,
  size: number,
  sizeOf: (item: Item) => number = () => 1,
): Generator<Item[]> {
  let group: Item[] = []
  let left = size
  for (const item of items) {
    group.push(item)
    left -= sizeOf(item)
    if (left > 0) continue
    yield group
    group = []
    left = size
  }
  if (group.length > 0) yield group
}
