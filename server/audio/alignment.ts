/**
 * When each UTF-16 unit of a spoken text is heard, in samples of its track. Both arrays are as long as the text.
 * Starts never decrease, an end is never before its start, and no end is past the track.
 * A character outside the BMP is two units: its start is that of the first, its end that of the second.
 */
export interface Alignment {
  startSamples: Uint32Array
  endSamples: Uint32Array
  /** Told by the engine, found by our aligner, or only guessed from the length of the text. */
  source: 'native' | 'dtw' | 'estimated'
}
