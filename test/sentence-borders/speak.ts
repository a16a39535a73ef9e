import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { alignTake } from '#server/aligning/align-take.ts'
import { rememberReferenceVoices } from '#server/aligning/aligner.test-kit.ts'
import { openAligner } from '#server/aligning/aligner.ts'
import { joinSamples, toPcmBytes } from '#server/audio/pcm.ts'
import { findQuietMoments } from '#server/audio/quiet-ranges.ts'
import { resample } from '#server/audio/resample.ts'
import { readConfig } from '#server/base/config.ts'
import { openEngines } from '#server/engines/registry.ts'
import { openLayout } from '#server/planning/lay-out.ts'
import { findSilences } from '#server/takes/take-silences.ts'
import { splitSentences } from '#server/text/sentences.ts'
import { openVoiceCatalogue } from '#server/voices/voice-catalogue.ts'

// Speaks paragraphs as a whole, with pauses laid out at the borders of their sentences as a project has them, and sentence by
// sentence with the same pauses, for a recogniser of somebody else's: `speak.ts --text FILE --out FOLDER VOICE…`.

const rate = 16_000
const pauseSeconds = 0.4
const { values, positionals } = parseArgs({
  options: { text: { type: 'string' }, out: { type: 'string' } },
  allowPositionals: true,
})
await mkdir(values.out!, { recursive: true })
const paragraphs = (await readFile(values.text!, 'utf8')).split('\n').filter((line) => line !== '')
const engines = await openEngines(readConfig(process.env))
const aligner = openAligner({ references: rememberReferenceVoices(), engines, threads: 1 })
const voices = await openVoiceCatalogue(engines.list())
const spoken: { voice: string; way: string; text: string; file: string }[] = []
for (const voice of positionals) {
  for (const text of paragraphs) {
    const sentences = splitSentences(text, 'en').map(({ start, end }) => text.slice(start, end).trim())
    for (const [way, utterances] of Object.entries({ whole: [text], apart: sentences })) {
      const file = `${spoken.length}.raw`
      await writeFile(join(values.out!, file), toPcmBytes(await speak(voice, utterances)))
      spoken.push({ voice, way, text, file })
    }
  }
}
await writeFile(join(values.out!, 'spoken.json'), JSON.stringify(spoken))
await aligner[Symbol.asyncDispose]()
await engines.close()

async function speak(voiceId: string, utterances: string[]): Promise<Int16Array> {
  const { engine, name, language } = voices.get(voiceId)
  const parts: Int16Array[] = []
  let layout: ReturnType<typeof openLayout> | undefined
  for (const text of utterances) {
    const utterance = { text, phonemes: [], voice: name, language, settings: {} }
    const signal = AbortSignal.timeout(600_000)
    const take = await engine.speak(utterance, signal)
    const alignment = await alignTake({ aligner }, engine.id, utterance, take, signal)
    const { samples, sampleRate } = take.track
    const silences = findSilences({ text, language, alignment, track: take.track }, findQuietMoments(take.track))
    layout ??= openLayout(sampleRate)
    const entry = { breakSeconds: 0, sentenceSeconds: pauseSeconds, silenceSeconds: pauseSeconds }
    for (const { start, end, silenceBefore } of layout.add(entry, {
      sampleCount: samples.length,
      sampleRate,
      silences,
    })) {
      const part = joinSamples([new Int16Array(silenceBefore), samples.slice(start, end)])
      parts.push(resample({ samples: part, sampleRate }, rate))
    }
  }
  return joinSamples(parts)
}
