import assert from 'node:assert/strict'
import { test } from 'node:test'
import { combineLoudness } from '#server/audio/loudness/combine-loudness.ts'
import { sumTake } from '#server/audio/loudness/take-sums.ts'
import type { Engine } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { decode, exportedFile, hasFfmpeg } from './exports.ts'
import { largestStep, silencesBefore, voiceLoudness } from './joins.ts'
import { readWav } from './read-wav.ts'
import { runProgram } from './run-program.ts'
import { openTestStudio, type TestChapter, type TestStudio, toBlock } from './studio.ts'

const lossless = { quality_preset: 'ultra_lossless', apply_text_normalization: 'off' }
const sampleRate = 44_100

test('pauses are heard as they are set, and to set others nothing is spoken again', async () => {
  await using studio = await openTestStudio()
  const projectId = await addBlocks(studio, [
    toBlock('A title', 'tone-a', 'h2'),
    {
      ...toBlock('One. Two, two.'),
      nodes: [...toBlock('One. Two, two.').nodes, ...toBlock(' Three.', 'tone-b').nodes],
    },
    toBlock('Four.', 'tone-b'),
    toBlock('Five.<break time="0.3s" /> Six.', 'tone-b'),
  ])
  const [chapter] = await studio.listChapters(projectId)
  const usual = await convertedSound(studio, chapter!)
  assert.deepEqual(silencesOf(usual), [1.2, 0.4, 0.75, 0.7, 0.7, 0.3, 2])
  const spoken = studio.spoken().length
  const pauses = {
    chapter_start_seconds: 0.6,
    sentence_seconds: 0.5,
    speaker_seconds: 0.25,
    paragraph_seconds: 1.1,
    heading_seconds: 1.6,
    chapter_seconds: 1,
  }
  const { body } = await patch(studio, projectId, { pauses })
  assert.deepEqual(body.pauses, pauses)
  assert.equal((await studio.read(chapter!)).statistics.characters_unconverted, 0)
  assert.deepEqual(silencesOf(await convertedSound(studio, chapter!)), [0.6, 1.6, 0.5, 0.5, 1.1, 1.1, 0.3, 1])
  assert.equal(studio.spoken().length, spoken)
  const [, first] = await studio.listSnapshots(chapter!)
  assert.deepEqual(silencesOf(readWav(await studio.stream(first!))), [1.2, 0.4, 0.75, 0.7, 0.7, 0.3, 2])
  const partly = await patch(studio, projectId, { pauses: { sentence_seconds: null, heading_seconds: 2 } })
  assert.deepEqual(partly.body.pauses, { ...pauses, sentence_seconds: 0.4, heading_seconds: 2 })
  assert.equal((await patch(studio, projectId, { pauses: null })).body.pauses.heading_seconds, 1.2)
})

test('a project has the silence before and behind its chapters that shops of audiobooks ask for, and passes', async () => {
  await using studio = await openTestStudio({ engines: [openFliteEngine({ threads: 1 })] })
  const projectId = await addBlocks(studio, [
    toBlock('The Door', 'flite-slt', 'h1'),
    toBlock('It was dark, and rain fell.', 'flite-slt'),
  ])
  const [chapter] = await studio.listChapters(projectId)
  const usual = await convertedSound(studio, chapter!)
  await patch(studio, projectId, { pauses: { chapter_start_seconds: 0.7 } })
  const spoken = studio.spoken().length
  await studio.convertProject(projectId)
  assert.equal(studio.spoken().length, spoken)
  const options = { bitrate_kbps: 192, loudness: 'audiobook' }
  const report = JSON.parse(String(await exportedFile(studio, projectId, 'report', options)))
  const [{ head_seconds, tail_seconds, duration_seconds }] = report.chapters
  assert.ok(Math.abs(head_seconds - 0.7) <= 0.03, `${head_seconds} s before`)
  assert.ok(Math.abs(tail_seconds - 2) <= 0.1, `${tail_seconds} s behind`)
  assert.ok(duration_seconds - usual.length / sampleRate <= 0.7)
  type Judged = { standard: string; passes: boolean }
  const failed = report.chapters[0].requirements.filter((one: Judged) => one.standard === 'acx' && !one.passes)
  assert.deepEqual([report.passes.acx, failed], [true, []])
})

test('proof: a voice that speaks makes the pauses that are set between its sentences, and its own at commas; no join clicks', async () => {
  await using studio = await openTestStudio({ engines: [openFliteEngine({ threads: 1 })] })
  const text = 'It was dark. Rain fell, and nobody came. Then a door opened. They had promised it.'
  const voices = ['flite-slt', 'flite-slt', 'flite-rms', 'flite-rms']
  const projectId = await addBlocks(
    studio,
    voices.map((voice) => toBlock(text, voice)),
  )
  const [chapter] = await studio.listChapters(projectId)
  const natural = await convertedSound(studio, chapter!)
  for (const seconds of [0.1, 0.4, 1.3]) {
    await patch(studio, projectId, {
      pauses: { sentence_seconds: seconds, speaker_seconds: seconds, paragraph_seconds: seconds },
    })
    const sound = await convertedSound(studio, chapter!)
    const { character_alignments } = await studio.latestSnapshot(chapter!)
    for (const decibels of [-50, -60]) {
      const gaps = silencesBefore(sound, character_alignments, decibels)
      assert.equal(gaps.length, 15)
      for (const gap of gaps) assert.ok(Math.abs(gap - seconds) <= 0.005, `${gap} s instead of ${seconds}`)
    }
    // Resampled from another place, a swing has other samples.
    assert.ok(largestStep(sound) <= 1.02 * largestStep(natural), 'no join steps further than speech does')
  }
})

test('proof: two voices of different strength are equally loud in a dialogue, and one may be made louder without speaking', async () => {
  const tone = openToneEngine()
  const faint: Engine = {
    ...tone,
    id: 'faint',
    async speak(utterance, signal) {
      const take = await tone.speak(utterance, signal)
      return { ...take, track: { ...take.track, samples: take.track.samples.map((sample) => sample / 3) } }
    },
  }
  await using studio = await openTestStudio({ engines: [faint] })
  const turns = ['Good morning to you, sir.', 'And to you, my friend.', 'It rains, as always.', 'It does.']
  const blocks = turns.map((text, index) => toBlock(text, index % 2 === 0 ? 'tone-a' : 'faint-b'))
  const projectId = await addBlocks(studio, blocks)
  const [chapter] = await studio.listChapters(projectId)
  const first = await dialogueLoudness(studio, chapter!)
  assert.ok(Math.abs(first[0]! - first[1]!) < 0.3, `${first}`)
  const { voices } = (await studio.api.get(`/v1/studio/projects/${projectId}`)).body
  const { project_voice_ref_id: ref } = voices.find((voice: { voice_id: string }) => voice.voice_id === 'faint-b')
  const spoken = studio.spoken().length
  await studio.api.json(`/lectern/v1/projects/${projectId}/voices/${ref}`, patchOf({ volume_gain: 4 }), 200)
  const later = await dialogueLoudness(studio, chapter!)
  assert.ok(Math.abs(later[0]! - first[0]!) < 0.05 && Math.abs(later[1]! - first[1]! - 4) < 0.2, `${first} ${later}`)
  assert.equal(studio.spoken().length, spoken)
})

test('proof: a file is as loud as shops and players ask for, measured behind its encoder, and FFmpeg measures the same', async () => {
  await using studio = await openTestStudio({ engines: [openFliteEngine({ threads: 1 })] })
  const text = 'It was dark. Rain fell, and nobody came. Then a door opened, and three old men went out into the night.'
  const projectId = await addBlocks(studio, [toBlock(text, 'flite-slt'), toBlock(text, 'flite-rms')])
  await studio.convertProject(projectId)
  for (const loudness of ['audiobook', 'podcast_mono', 'podcast_stereo']) {
    const mp3 = await exportedFile(studio, projectId, 'mp3', { loudness })
    const heard = measured(await decodeMp3(mp3))
    if (loudness === 'audiobook') {
      assert.ok(heard.rmsDbfs > -23 && heard.rmsDbfs < -18, `RMS ${heard.rmsDbfs}`)
      assert.ok(heard.samplePeakDbfs <= -3, `peak ${heard.samplePeakDbfs}`)
      assert.ok(heard.noiseFloorDbfs <= -60, `noise ${heard.noiseFloorDbfs}`)
    } else {
      const target = loudness === 'podcast_mono' ? -19 : -16
      assert.ok(Math.abs(heard.integratedLufs - target) < 0.5, `${heard.integratedLufs} LUFS`)
      assert.ok(heard.truePeakDbfs <= -1, `true peak ${heard.truePeakDbfs}`)
    }
    const theirs = await measuredByFfmpeg(mp3)
    if (!theirs) continue
    assert.ok(Math.abs(theirs.integratedLufs - heard.integratedLufs) <= 0.1, `${theirs.integratedLufs} LUFS`)
    assert.ok(Math.abs(theirs.truePeakDbfs - heard.truePeakDbfs) <= 0.1, `${theirs.truePeakDbfs} dBTP`)
  }
})

test('proof: peaks stay below the limit behind encoders that lift them, whatever the bitrate', {
  skip: !hasFfmpeg && 'there is no FFmpeg',
}, async () => {
  await using studio = await openTestStudio({ engines: [openFliteEngine({ threads: 1 })] })
  const text = 'It was dark. Rain fell, and nobody came. Then a door opened, and three old men went out into the night.'
  const projectId = await addBlocks(studio, [toBlock(text, 'flite-slt'), toBlock(text, 'flite-rms')])
  await studio.convertProject(projectId)
  for (const [format, bitrate_kbps] of [
    ['m4b', 32],
    ['m4b', 48],
    ['opus', 32],
  ] as const) {
    const file = await exportedFile(studio, projectId, format, { loudness: 'podcast_stereo', bitrate_kbps })
    const heard = measured(Float32Array.from(await decode(file, `book.${format}`), toUnit))
    assert.ok(heard.truePeakDbfs <= -1, `${format} of ${bitrate_kbps} kbps: ${heard.truePeakDbfs} dB`)
    assert.ok(
      Math.abs(heard.integratedLufs + 16) < 1,
      `${format} of ${bitrate_kbps} kbps: ${heard.integratedLufs} LUFS`,
    )
  }
})

const toUnit = (sample: number) => sample / 32_768

/** Samples from -1 to 1. */
function measured(sound: Float32Array) {
  const samples = Int16Array.from(sound, (sample) => Math.round(sample * 32_767))
  return combineLoudness([{ take: sumTake({ samples, sampleRate }), pauseSeconds: 0 }])
}

/** Undefined where it is not installed. */
async function measuredByFfmpeg(mp3: Buffer): Promise<{ integratedLufs: number; truePeakDbfs: number } | undefined> {
  const filter = ['-i', '-', '-af', 'ebur128=peak=true', '-f', 'null', '-']
  if (!hasFfmpeg) return undefined
  const { stderr } = await runProgram('ffmpeg', ['-hide_banner', ...filter], mp3)
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'))
  const [, lufs] = /I:\s+(-?[\d.]+) LUFS/.exec(summary)!
  const [, peak] = /Peak:\s+(-?[\d.]+) dBFS/.exec(summary)!
  return { integratedLufs: Number(lufs), truePeakDbfs: Number(peak) }
}

async function addBlocks(studio: TestStudio, blocks: object[]): Promise<string> {
  const content = JSON.stringify([{ name: 'One', blocks }])
  const { body } = await studio.api.form('/v1/studio/projects', {
    name: 'Test',
    from_content_json: content,
    ...lossless,
  })
  return body.project.project_id
}

function patch(studio: TestStudio, projectId: string, changes: object) {
  return studio.api.json(`/lectern/v1/projects/${projectId}`, patchOf(changes), 200)
}

function patchOf(body: object) {
  return { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function convertedSound(studio: TestStudio, chapter: TestChapter): Promise<Int16Array> {
  await studio.convert(chapter)
  return readWav(await studio.stream(chapter))
}

/** Seconds of every stretch of 20 ms and more without any sound, to the 200th. */
function silencesOf(sound: Int16Array): number[] {
  const silences: number[] = []
  let length = 0
  for (const sample of [...sound, 1]) {
    if (sample === 0) length++
    else {
      if (length > 0.02 * sampleRate) silences.push(Math.round((length / sampleRate) * 200) / 200)
      length = 0
    }
  }
  return silences
}

/** In LUFS: of the first and the second of two voices that speak by turns, a block each. */
async function dialogueLoudness(studio: TestStudio, chapter: TestChapter): Promise<number[]> {
  const sound = await convertedSound(studio, chapter)
  const { character_alignments } = await studio.latestSnapshot(chapter)
  return voiceLoudness(sound, character_alignments, (block) => block % 2)
}
