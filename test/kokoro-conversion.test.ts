import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '#server/engines/engine.ts'
import { openKokoroEngine } from '#server/engines/kokoro/kokoro-engine.ts'
import { openTinyPack } from '#server/engines/kokoro/tiny-kokoro.test-kit.ts'
import { listChildren } from '#server/engines/onnx/child-processes.test-kit.ts'
import { runtimeVersion } from '#server/engines/onnx/runtime-version.ts'
import { chapterPath, openTestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

const skip =
  (!runtimeVersion() && 'The npm package onnxruntime-node is not installed.') ||
  (!existsSync('/proc/self/stat') && 'This system does not list its processes under /proc.')
const kills = 10

test('proof: a conversion ends well whose engine process is killed ten times', {
  skip,
}, async () => {
  await using pack = await openTinyPack()
  const spoken: string[] = []
  const kokoro = withEar(openKokoroEngine({ folder: pack.path, processes: 1 }), spoken)
  await using studio = await openTestStudio({ engines: [kokoro] })
  const paragraphs = Array.from({ length: 3 * kills }, (_, index) => `It rained ${'very '.repeat(index)}hard.`)
  const voices = { default_paragraph_voice_id: 'kokoro-af_heart' }
  const chapter = await studio.addChapter([], voices)
  const blocks = paragraphs.map((text) => toBlock(text, 'kokoro-af_heart'))
  await studio.write(chapter, blocks)

  await studio.api.post(`${chapterPath(chapter)}/convert`)
  for (let count = 0; count < kills; count++) await killOnce(spoken)
  await studio.untilConverted(chapter)

  assert.deepEqual(spoken.toSorted(), paragraphs.toSorted(), 'each was asked for once, and answered')
  const snapshots = await studio.listSnapshots(chapter)
  assert.equal(snapshots.length, 1)
  const { character_alignments: alignments } = await studio.latestSnapshot(chapter)
  assert.ok(alignments.length > 0)
})

/** Tells what an engine has spoken, as it is spoken. */
function withEar(engine: Engine, spoken: string[]): Engine {
  return {
    ...engine,
    async speak(utterance, signal) {
      const take = await engine.speak(utterance, signal)
      spoken.push(utterance.text)
      return take
    },
  }
}

/** Kills the process at some moment after it has spoken at least once more: no utterance can be hit twice. */
async function killOnce(spoken: string[]): Promise<void> {
  const before = spoken.length
  await until('one more is spoken', () => spoken.length > before)
  await delay(Math.random() * 30)
  const pid = await until('there is a process', () => listChildren('kokoro-process')[0])
  process.kill(pid, 'SIGKILL')
}
