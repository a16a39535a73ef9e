import { stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { printable } from '#server/base/printable.ts'
import { toSpeechFormat } from '#server/http/requests/output-format.ts'
import { speakPreview } from '#server/speaking/voice-previews.ts'
import { startWorking } from '#server/start-working.ts'
import { openStudio } from '#server/studio.ts'
import { previewSentence } from '#server/voices/preview-sentence.ts'
import { misused } from '../command.ts'
import { findVoice } from '../make/find-voice.ts'
import { checkOutput, writeOutput } from '../output-file.ts'
import { openQuietLog } from '../quiet-log.ts'
import { listenForStop } from '../until-stopped.ts'

/** `lectern voices preview`: one sentence of a voice as a file, whether or not a server runs. */
export async function previewVoice(config: Config, voiceId: string, out = `${voiceId}.mp3`): Promise<number> {
  const format = readFormat(out)
  const path = resolve(out)
  await checkOutput(path)
  const stop = listenForStop()
  await using studio = await openStudio({ config, log: openQuietLog(config), role: 'worker' })
  const voice = findVoice(studio.voices, voiceId)
  await startWorking(studio)
  const speech = await speakPreview(studio, voice, format, stop)
  await writeOutput(path, speech.read(0, speech.byteLength), (temporary) =>
    checkSize(temporary, path, speech.byteLength),
  )
  console.log(printable(`${path}: ${voice.title} says "${previewSentence(voice.language)}"`))
  return 0
}

function readFormat(out: string) {
  const ending = extname(out).toLowerCase()
  if (ending === '.mp3') return toSpeechFormat('mp3_44100_128')
  if (ending === '.wav') return toSpeechFormat('wav_44100')
  throw misused(`--out ${out} has ${ending === '' ? 'no ending' : `the ending ${ending}`}; it can be .mp3 or .wav.`)
}

async function checkSize(temporary: string, path: string, byteLength: number): Promise<void> {
  const { size } = await stat(temporary)
  if (size === byteLength) return
  throw new StudioError('output_wrong', `${path} would have ${size} bytes instead of ${byteLength}.`)
}
