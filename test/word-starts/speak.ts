import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { alignTake } from '#server/aligning/align-take.ts'
import { rememberReferenceVoices } from '#server/aligning/aligner.test-kit.ts'
import { openAligner } from '#server/aligning/aligner.ts'
import { resample } from '#server/audio/resample.ts'
import { readConfig } from '#server/base/config.ts'
import { openEngines } from '#server/engines/registry.ts'
import { splitUtterances } from '#server/text/split-utterances.ts'
import { openVoiceCatalogue } from '#server/voices/voice-catalogue.ts'

// Speaks a text with some voices and writes, for an aligner of somebody else's, the sound at 16 kHz and when we say that
// each word starts: `speak.ts --text FILE --out FOLDER VOICE…`.

const rate = 16_000
const { values, positionals } = parseArgs({
  options: { text: { type: 'string' }, out: { type: 'string' } },
  allowPositionals: true,
})
const text = (await readFile(values.text!, 'utf8')).replaceAll(/\s+/g, ' ').trim()
const engines = await openEngines(readConfig(process.env))
const aligner = openAligner({ references: rememberReferenceVoices(), engines, threads: 1 })
const voices = await openVoiceCatalogue(engines.list())
const spoken = []
for (const voiceId of positionals) {
  const { engine, name, language } = voices.get(voiceId)
  for (const [index, { start, end }] of splitUtterances(text, language, 250, []).entries()) {
    const part = text.slice(start, end)
    const utterance = { text: part, phonemes: [], voice: name, language, settings: {} }
    const signal = AbortSignal.timeout(120_000)
    const take = await engine.speak(utterance, signal)
    const { startSamples, source } = await alignTake({ aligner }, engine.id, utterance, take, signal)
    const file = `${voiceId}-${index}.raw`
    await writeFile(join(values.out!, file), resample(take.track, rate))
    const words = [...part.matchAll(/[A-Za-z]+(?:['’-][A-Za-z]+)*/g)]
    spoken.push({
      voice: voiceId,
      file,
      source,
      words: words.map((word) => ({
        word: word[0].replaceAll('’', "'").toLowerCase(),
        startSeconds: startSamples[word.index]! / take.track.sampleRate,
      })),
    })
  }
}
await aligner[Symbol.asyncDispose]()
await engines.close()
await writeFile(join(values.out!, 'spoken.json'), JSON.stringify(spoken))
