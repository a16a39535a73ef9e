import { createHash } from 'node:crypto'
import type { TakeKey } from '#server/base/ids.ts'
import type { Engine, Utterance } from '#server/engines/engine.ts'

/** Raised when what we store of a take changes its meaning: all takes are then made anew. */
const formatVersion = 1

/**
 * What a take is kept by: SHA-256 over a canonical JSON of all that decides its sound. Nothing that differs between
 * machines or patch releases is in it, so a take that exists is never spoken again, in any project.
 */
export function takeKeyOf(engine: Engine, utterance: Utterance): TakeKey {
  const settings = engine.honours.toSorted().map((name) => [name, utterance.settings[name] ?? null])
  const phonemes = utterance.phonemes.map((one) => [one.start, one.end, one.alphabet, one.phonemes])
  const canonical = [
    ['format', formatVersion],
    ['engine', engine.id, engine.version],
    ...(engine.model === undefined ? [] : [['model', engine.model]]),
    ['voice', utterance.voice],
    ['language', utterance.language],
    ['settings', settings],
    ['text', utterance.text],
    ['phonemes', phonemes],
    ['seed', utterance.seed ?? null],
  ]
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex') as TakeKey
}
