import { StudioError } from '#server/base/errors.ts'
import type { Engine, Take, Utterance } from './engine.ts'
import { firstWords } from './first-words.ts'

/**
 * Refuses a take that breaks what engines promise, so that a broken engine never leads to a snapshot that cannot be played.
 * @throws StudioError `engine_failed`
 */
export function checkTake(engine: Engine, { text }: Utterance, take: Take | undefined): asserts take is Take {
  const fault = findFault(text, take)
  if (fault) throw new StudioError('engine_failed', `Engine ${engine.id} gave ${fault} for "${firstWords(text)}".`)
}

function findFault(text: string, take: Take | undefined): string | undefined {
  const { samples, sampleRate } = take?.track ?? {}
  if (!take || !(samples instanceof Int16Array) || !Array.isArray(take.warnings)) return 'no take'
  if (!Number.isInteger(sampleRate) || sampleRate! < 4_000 || sampleRate! > 192_000) return `a rate of ${sampleRate} Hz`
  const isExcused = take.warnings.some((warning) => warning.code === 'character_ignored')
  if (samples.length === 0 && !isExcused) return 'no sound'
  if (take.alignment && !isInOrder(take.alignment, text.length, samples.length)) return 'times that cannot be'
  return undefined
}

/** What `Alignment` promises. */
function isInOrder({ startSamples, endSamples }: NonNullable<Take['alignment']>, length: number, sampleCount: number) {
  if (startSamples?.length !== length || endSamples?.length !== length) return false
  let latestStart = 0
  return startSamples.every((start, index) => {
    const end = endSamples[index]!
    const isRight = start >= latestStart && start <= end && end <= sampleCount
    latestStart = start
    return isRight
  })
}
