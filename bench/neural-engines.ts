import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine, Take, Utterance } from '#server/engines/engine.ts'
import { cpuSecondsOf, listChildren, ownCpuSeconds, residentMegabytesOf } from './process-figures.ts'

// What the benches of the neural engines have in common. Their weights are no part of this repository.

/** A folder with `kokoro/` and `piper/`, as `lectern voices install` fills `models/`; tells when it is not named. */
export function findModels(): string | undefined {
  const folder = process.env.LECTERN_TEST_MODELS
  if (!folder)
    console.error('Left out: LECTERN_TEST_MODELS names no folder with the voice packs in kokoro/ and piper/.')
  return folder
}

export function toUtterance(text: string, voice: string): Utterance {
  return { text, phonemes: [], voice, language: 'en', settings: {} }
}

export function speak(engine: Engine, utterance: Utterance): Promise<Take> {
  return engine.speak(utterance, AbortSignal.timeout(600_000))
}

/** So many at a time; answers how many seconds of sound that was. */
export async function speakAll(engine: Engine, utterances: Utterance[], atOnce: number): Promise<number> {
  const left = [...utterances]
  let seconds = 0
  const speakNext = async () => {
    for (let next = left.shift(); next; next = left.shift()) seconds += secondsOf(await speak(engine, next))
  }
  await Promise.all(Array.from({ length: atOnce }, speakNext))
  return seconds
}

export function secondsOf({ track }: Take): number {
  return track.samples.length / track.sampleRate
}

/** CPU seconds of this process and of its engines' processes that live, while it works. */
export async function engineCpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = spentByAll()
  await work()
  return spentByAll() - before
}

export function engineMegabytes(): number {
  return listEngineProcesses().reduce((sum, pid) => sum + residentMegabytesOf(pid), 0)
}

function spentByAll(): number {
  return listEngineProcesses().reduce((sum, pid) => sum + cpuSecondsOf(pid), ownCpuSeconds())
}

function listEngineProcesses(): number[] {
  const folder = join('server', 'engines')
  return listChildren(process.pid).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder))
}
