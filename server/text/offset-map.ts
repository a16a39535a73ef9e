/**
 * How one text became another, kept so that what is found in the result can be told of the source.
 * A list of stretches in order that together cover both texts. In an `equal` stretch position k of the one is position k
 * of the other; in a replaced one the whole stretch stands for the whole. All positions are UTF-16 indices.
 */
export interface Stretch {
  sourceStart: number
  sourceEnd: number
  start: number
  end: number
  equal: boolean
}
export type OffsetMap = Stretch[]
