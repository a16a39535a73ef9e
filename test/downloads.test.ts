import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromBufferPromise } from 'yauzl'
import { toSamples } from '#server/audio/pcm.ts'
import { openTestStudio } from './studio.ts'

const twoChapters = [['It was dark.'], ['Rain fell.', 'Snow fell.']]

test('an archive has a file for each chapter, of the announced length', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject(twoChapters)
  await studio.convertProject(projectId)
  const snapshots = `/v1/studio/projects/${projectId}/snapshots`
  const { project_snapshot_id: id } = await studio.latestSnapshot(projectId)
  const { bytes, headers } = await studio.api.bytes(`${snapshots}/${id}/archive`)
  assert.equal(headers.get('content-type'), 'application/x-zip')
  assert.equal(bytes.length, Number(headers.get('content-length')))
  assert.deepEqual(await namesIn(bytes), ['01 - Chapter 1.mp3', '02 - Chapter 2.mp3'])

  const part = await studio.api.bytes(`${snapshots}/${id}/archive`, { headers: { range: 'bytes=1000-4999' } }, 206)
  assert.deepEqual(part.bytes, bytes.subarray(1000, 5000))
})

test('volume normalisation brings the sound to audiobook level, and changes neither its length nor what is stored', async () => {
  await using studio = await openTestStudio()
  const plainId = await studio.addProject(twoChapters, { quality_preset: 'ultra_lossless' })
  const loudId = await studio.addProject(twoChapters, {
    quality_preset: 'ultra_lossless',
    volume_normalization: 'true',
  })
  const samplesOf = async (projectId: string) => {
    await studio.convertProject(projectId)
    const { project_snapshot_id: id } = await studio.latestSnapshot(projectId)
    const { bytes } = await studio.api.bytes(`/v1/studio/projects/${projectId}/snapshots/${id}/stream`)
    return toSamples(bytes.subarray(44))
  }
  const plain = await samplesOf(plainId)
  const loud = await samplesOf(loudId)
  assert.equal(loud.length, plain.length)
  assert.ok(Math.abs(rmsDbfs(loud) + 20) < 1, `${rmsDbfs(loud)} dBFS is about -20`)
  assert.ok(Math.abs(rmsDbfs(plain) + 20) > 2, `${rmsDbfs(plain)} dBFS was another level before`)
})

test('every output format of text-to-speech answers sound', async () => {
  await using studio = await openTestStudio()
  const formats = {
    opus_48000_32: 'audio/opus',
    ulaw_8000: 'audio/basic',
    wav_22050: 'audio/wav',
    pcm_8000: 'audio/pcm',
  }
  for (const [format, contentType] of Object.entries(formats)) {
    const { bytes, headers } = await studio.api.bytes(`/v1/text-to-speech/tone-a?output_format=${format}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Rain fell.' }),
    })
    assert.equal(headers.get('content-type'), contentType)
    const start = { opus_48000_32: 'OggS', wav_22050: 'RIFF' }[format]
    if (start) assert.equal(bytes.subarray(0, 4).toString(), start)
    if (format === 'pcm_8000') assert.equal(bytes.length, 10 * 0.05 * 8000 * 2)
    if (format === 'ulaw_8000') assert.equal(bytes.length, 10 * 0.05 * 8000)
  }
})

async function namesIn(zip: Buffer): Promise<string[]> {
  const file = await fromBufferPromise(zip)
  const names: string[] = []
  for await (const entry of file.eachEntry()) names.push(entry.fileName)
  return names
}

function rmsDbfs(samples: Int16Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length
  return 10 * Math.log10(energy / 32_768 ** 2)
}
