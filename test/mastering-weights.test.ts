import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { openPiperEngine } from '#server/engines/piper/piper-engine.ts'
import { hasFfmpeg } from './exports.ts'
import { findSilences, largestStep, silencesBefore, voiceLoudness } from './joins.ts'
import { readWav } from './read-wav.ts'
import { runProgram } from './run-program.ts'
import { chapterPath, openTestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// What test/mastering.test.ts shows of tone and flite, of voices whose own pauses are all different.

const models = process.env.LECTERN_TEST_MODELS
const skip = models ? false : 'LECTERN_TEST_MODELS names no folder with voice packs.'

/** What nothing may be louder than where it is silent, in decibels below full scale: strangers measure by either. */
const limits = [-50, -60]

const spoken = '“Because.” He looked up. It was dark, and nobody came. Then a door opened. They had promised it.'
/** Too long for one utterance. */
const long =
  'What do you want? I want to go home. It is too far to walk tonight. Then we will wait until the sun comes up. You can ' +
  'sleep in the kitchen. Thank you. He read the letter twice. His hands were cold. It came from his brother in the south. ' +
  'Their mother was well.'
const [heart, michael, joe] = ['kokoro-af_heart', 'kokoro-am_michael', 'piper-en_US-joe-medium']

test('pauses of Kokoro and Piper are as they are set, no join clicks, and voices are equally loud', {
  skip,
}, async () => {
  const kokoro = openKokoroEngine({ folder: join(models!, 'kokoro'), processes: 1 })
  const piper = openPiperEngine({ folder: join(models!, 'piper'), processes: 1, espeak: false })
  await using studio = await openTestStudio({ engines: [kokoro, piper] })
  const turn = [...toBlock('It was a laugh. ', heart).nodes, ...toBlock('Stop that. ', michael).nodes]
  const blocks = [
    toBlock('The kitchen', heart, 'h2'),
    toBlock(spoken, heart),
    { ...toBlock(''), nodes: [...turn, ...toBlock('They walked on.', joe).nodes] },
    toBlock(spoken, michael),
    toBlock(long, joe),
    toBlock(long, heart),
    toBlock(spoken, joe),
  ]
  const content = JSON.stringify([{ name: 'One', blocks }])
  const fields = { name: 'Test', from_content_json: content, quality_preset: 'ultra_lossless' }
  const { body } = await studio.api.form('/v1/studio/projects', fields)
  const projectId = body.project.project_id
  const [chapter] = await studio.listChapters(projectId)
  const convert = async () => {
    await studio.api.post(`${chapterPath(chapter!)}/convert`)
    const isDone = async () => (await studio.api.get(chapterPath(chapter!))).body.state === 'default'
    await until('the chapter is converted', isDone, { seconds: 240 })
    const { character_alignments } = await studio.latestSnapshot(chapter!)
    return { wav: await studio.stream(chapter!), blocks: character_alignments }
  }
  const usual = await convert()
  const natural = readWav(usual.wav)
  const isOf = (voice: string | undefined) => (block: number) =>
    blocks[block]!.nodes.every((node) => node.voice_id === voice) ? 1 : 0
  const levels = [heart, michael, joe].map((voice) => voiceLoudness(natural, usual.blocks, isOf(voice))[1]!)
  assert.ok(Math.max(...levels) - Math.min(...levels) <= 1, `${levels} LUFS`)
  for (const sentence of [0.15, 0.4, 1.3]) {
    const [paragraph, speaker, heading, end, start] = [0.3, 0.5, 0.8, 1, 0.2].map((more) => sentence + more)
    const pauses = {
      chapter_start_seconds: start,
      sentence_seconds: sentence,
      paragraph_seconds: paragraph,
      speaker_seconds: speaker,
      heading_seconds: heading,
      chapter_seconds: end,
    }
    const json = {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pauses }),
    }
    await studio.api.json(`/lectern/v1/projects/${projectId}`, json, 200)
    const { wav, blocks } = await convert()
    const sound = readWav(wav)
    const within = (count: number) => Array.from({ length: count }, () => sentence)
    const wanted = [
      heading,
      ...within(4),
      paragraph,
      speaker,
      speaker,
      speaker,
      ...within(4),
      speaker,
      ...within(9),
      speaker,
      ...within(9),
      speaker,
      ...within(4),
    ]
    for (const limit of limits) {
      const [silences, edges] = [silencesBefore(sound, blocks, limit), findSilences(sound, limit)]
      const [first, last] = [edges[0]!, edges.at(-1)!]
      const heard = [first.end - first.start, ...silences, last.end - last.start]
      assert.equal(silences.length, wanted.length)
      const errors = [start!, ...wanted, end!].map((seconds, index) => heard[index]! - seconds!)
      assert.ok(
        errors.every((error) => Math.abs(error) <= 0.005),
        `${errors} s off below ${limit} dB`,
      )
      assertAgree(await silencesByFFmpeg(wav, limit), edges)
    }
    assert.ok(largestStep(sound) <= 1.02 * largestStep(natural), 'no join steps further than speech does')
  }
})

/** None where it is not installed. */
async function silencesByFFmpeg(wav: Buffer, limit: number): Promise<{ start: number; end: number }[]> {
  if (!hasFfmpeg) return []
  const filter = ['-i', '-', '-af', `silencedetect=noise=${limit}dB:d=0.05`, '-f', 'null', '-']
  const { stderr } = await runProgram('ffmpeg', ['-hide_banner', ...filter], wav)
  const found = stderr.matchAll(/silence_start: (-?[\d.]+)[\s\S]*?silence_end: ([\d.]+)/g)
  return Array.from(found, ([, start, end]) => ({ start: Number(start), end: Number(end) }))
}

function assertAgree(theirs: { start: number; end: number }[], ours: { start: number; end: number }[]): void {
  for (const { start, end } of theirs) {
    const same = ours.find((one) => Math.abs(one.start - start) < 0.001 && Math.abs(one.end - end) < 0.001)
    assert.ok(same, `FFmpeg finds silence from ${start} to ${end} s`)
  }
}
