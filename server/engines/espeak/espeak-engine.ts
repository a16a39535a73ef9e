import { StudioError } from '#server/base/errors.ts'
import { isSpeakable } from '#server/text/speakable.ts'
import { checkUtterance, ignoredPhonemes, ignoredSettings } from '../check-utterance.ts'
import { decodeWav } from '../decode-wav.ts'
import type { Engine, EngineVoice, Take, Utterance, Warning } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import { plainText } from '../plain-text.ts'
import { settingWithin } from '../setting-within.ts'
import { silentTrack } from '../silent-edges.ts'
import { trimSilence } from '../trim-silence.ts'
import { openTurns } from '../turns.ts'
import { fastest, slowest, wordsPerMinute } from './pace.ts'
import { ProgramMissing, runProgram } from './run-program.ts'
import { languages, readVoiceTable } from './voices.ts'

export interface EspeakOptions {
  /** `espeak-ng`, found on the path, when not given. */
  program?: string
  /** How many utterances are spoken at once, each by a process of its own. */
  processes: number
}

/**
 * The voices of an installed espeak-ng, in about a hundred languages. It is a program of its own under the GPL, started
 * for each utterance; nothing of it is part of Lectern. On its command line it tells no times and takes no IPA.
 */
export function openEspeakEngine({ program = 'espeak-ng', processes }: EspeakOptions): Engine {
  const turns = openTurns(processes)
  const closing = new AbortController()
  let voices: EngineVoice[] = []

  async function run(args: string[], input: string, signal: AbortSignal): Promise<Buffer> {
    const limits = [signal, closing.signal, AbortSignal.timeout(mostMilliseconds)]
    await turns.take(signal)
    try {
      return await runProgram(program, args, input, AbortSignal.any(limits))
    } finally {
      turns.giveBack()
    }
  }

  /** @throws ProgramMissing */
  async function findVoices(signal: AbortSignal): Promise<EngineVoice[]> {
    if (voices.length === 0) voices = readVoiceTable((await run(['--voices'], '', signal)).toString())
    return voices
  }

  return {
    id: 'espeak',
    version: 1,
    languages,
    hasTimes: false,
    honours: ['speed'],
    speeds: [slowest, fastest],
    alphabets: [],
    concurrency: processes,
    limits: { characters: 1000 },
    voices: () => findVoices(closing.signal).catch((thrown) => noneWhenMissing(program, thrown)),
    async speak(utterance, signal): Promise<Take> {
      try {
        const { name } = checkUtterance(this, await findVoices(signal), utterance)
        const speed = settingWithin(this.id, utterance.settings, 'speed', [slowest, fastest])
        const warnings = [...ignoredSettings(this, utterance), ...ignoredPhonemes(this, utterance), ...speed.warnings]
        if (!isSpeakable(utterance.text)) return { track: silentTrack(usualRate), warnings }
        const args = ['-v', name, '-s', String(wordsPerMinute(speed.value ?? 1)), '-b', '1', '--stdin', '--stdout']
        const wav = await run(args, withoutPhonemes(utterance.text), signal)
        const { track, isSilent } = trimSilence(decodeWav(wav), undefined)
        return { track, warnings: isSilent ? [...warnings, saysNothing(utterance)] : warnings }
      } catch (thrown) {
        signal.throwIfAborted()
        throw explain(program, `speak "${firstWords(utterance.text)}"`, thrown)
      }
    },
    async close() {
      closing.abort(new Error('The engine is closed.'))
    },
  }
}

/** A thousand characters take it a third of a second. */
const mostMilliseconds = 60_000
/** Hertz, of all its own voices. */
const usualRate = 22_050

/** Two brackets would begin phonemes. */
function withoutPhonemes(text: string): string {
  return plainText(text).replaceAll('[[', '[ [').trim()
}

function saysNothing({ text, voice }: Utterance): Warning {
  return {
    code: 'character_ignored',
    message: `The voice ${voice} of espeak-ng says nothing for "${firstWords(text)}".`,
  }
}

function noneWhenMissing(program: string, thrown: unknown): EngineVoice[] {
  if (thrown instanceof ProgramMissing) return []
  throw explain(program, 'list its voices', thrown)
}

function explain(program: string, doing: string, thrown: unknown): StudioError {
  if (thrown instanceof StudioError) return thrown
  const sentence = `Engine espeak could not ${doing}: ${whyNot(program, thrown as Error)}.`
  return new StudioError('engine_failed', sentence, { cause: thrown })
}

function whyNot(program: string, thrown: Error): string {
  if (thrown instanceof ProgramMissing)
    return `the program ${program} is not there. Install espeak-ng, or set LECTERN_ESPEAK=0`
  if (thrown.name === 'TimeoutError') return `${program} did not end within ${mostMilliseconds / 1000} s`
  return thrown.message.replace(/[.\s]+$/, '')
}
