import type { Alignment } from '#server/audio/alignment.ts'
import type { Take, Utterance } from '#server/engines/engine.ts'
import type { Aligner } from './aligner.ts'

type Needs = { aligner: Aligner }

/**
 * When each character of a take is heard: as its engine tells, else as the aligner finds.
 * @param utterance what was spoken
 * @throws the signal's reason when aborted
 */
export async function alignTake(
  { aligner }: Needs,
  engineId: string,
  utterance: Utterance,
  { track, alignment }: Take,
  signal: AbortSignal,
): Promise<Alignment> {
  return alignment ?? aligner.align(engineId, utterance, track, signal)
}
