/**
 * For each UTF-16 unit of a text its index in what was told, or -1: the two differ where a service changed, dropped or
 * added something. Case does not count.
 * @returns undefined when they are too long to be compared
 */
export function findPlaces(told: string, text: string): Int32Array | undefined {
  const offset = text.indexOf(told)
  if (offset >= 0) return Int32Array.from({ length: text.length }, (_, at) => placeWithin(at - offset, told.length))
  if (told.length * text.length > mostCells) return undefined
  return alongCommonUnits(sameLengthLower(told), sameLengthLower(text))
}

/** 16 MB of table, for 2,000 units against 4,000. */
const mostCells = 8_000_000

function placeWithin(index: number, length: number): number {
  return index >= 0 && index < length ? index : -1
}

/** The longest common subsequence: from the end on it is known how much is still in common, then walked from the start. */
function alongCommonUnits(told: string, text: string): Int32Array {
  const width = told.length + 1
  const common = new Uint16Array(width * (text.length + 1))
  for (let row = text.length - 1; row >= 0; row--) {
    for (let column = told.length - 1; column >= 0; column--) {
      const at = row * width + column
      const isSame = text[row] === told[column]
      common[at] = isSame ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!)
    }
  }
  const places = new Int32Array(text.length).fill(-1)
  for (let row = 0, column = 0; row < text.length && column < told.length; ) {
    const at = row * width + column
    if (text[row] === told[column]) places[row++] = column++
    else if (common[at + width]! >= common[at + 1]!) row++
    else column++
  }
  return places
}

function sameLengthLower(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}
