import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Utterance } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { chapterPath, openTestStudio, type TestChapter, type TestStudio } from './studio.ts'

const anna = 'paced-a'
const calmAndHasty = JSON.stringify([
  { voice_id: anna, speed: 0.8, stability: 0.9 },
  { voice_id: anna, speed: 1.2 },
])

test('a voice that is given settings twice is in the project twice, and the first of them is what its id means', async () => {
  await using studio = await openPacedStudio()
  const { projectId } = await studio.addChapter(['It was dark.'], { voice_settings: calmAndHasty })
  const { body } = await studio.api.get(`/v1/studio/projects/${projectId}`)
  const voices = body.voices.filter((voice: { voice_id: string }) => voice.voice_id === anna)
  assert.deepEqual(
    voices.map((voice: Record<string, unknown>) => [voice.alias, voice.speed, voice.stability]),
    [
      ['Tone A', 0.8, 0.9],
      ['Tone A (2)', 1.2, 0.5],
    ],
  )
  const changed = { name: 'Test', default_title_voice_id: anna, default_paragraph_voice_id: anna }
  const { body: edited } = await studio.api.post(`/v1/studio/projects/${projectId}`, changed)
  assert.equal(edited.project.default_title_voice_ref_id, voices[0].project_voice_ref_id)
})

test('nodes of one voice speak by the reference that each names, and are counted by it', async () => {
  await using studio = await openPacedStudio()
  const { chapter, calm, hasty } = await addTwoTempers(studio)
  await studio.convert(chapter)
  assert.deepEqual(studio.heard.toSorted(), [
    ['Run!', 1.2],
    ['Walk on.', 0.8],
  ])
  const { statistics, voice_ids } = await studio.read(chapter)
  assert.deepEqual(voice_ids, [anna])
  const counts = statistics.voice_statistics.map((one: Record<string, unknown>) => [
    one.project_voice_ref_id,
    one.voice_id,
    one.characters_converted,
  ])
  assert.deepEqual(
    new Set(counts),
    new Set([
      [calm, anna, 8],
      [hasty, anna, 4],
    ]),
  )
})

test('a client that knows nothing of references changes one paragraph and leaves the others their settings', async () => {
  await using studio = await openPacedStudio()
  const { chapter, calm, hasty } = await addTwoTempers(studio)
  await studio.convert(chapter)
  await studio.write(chapter, [...(await withoutReferences(studio, chapter)), toBlock('Stand still.')])
  const { content, statistics } = await studio.read(chapter)
  assert.deepEqual(referencesOf(content), [calm, hasty, calm])
  assert.equal(statistics.characters_unconverted, 'Stand still.'.length)
  const blocks = await withoutReferences(studio, chapter)
  blocks[1].nodes[0].text = 'Run faster!'
  await studio.write(chapter, blocks)
  assert.deepEqual(referencesOf((await studio.read(chapter)).content), [calm, hasty, calm])
  await studio.convert(chapter)
  assert.deepEqual(
    new Map(studio.heard.slice(2)),
    new Map([
      ['Run faster!', 1.2],
      ['Stand still.', 0.8],
    ]),
  )
})

test('a content that is copied to another project, where its references mean nothing, speaks in its voices', async () => {
  await using studio = await openPacedStudio()
  const { chapter } = await addTwoTempers(studio)
  const { content } = await studio.read(chapter)
  const other = await studio.addChapter([])
  await studio.write(other, content.blocks)
  await studio.convert(other)
  assert.deepEqual(studio.heard.toSorted(), [
    ['Run!', 1],
    ['Walk on.', 1],
  ])
})

/** A studio with an engine that honours speed, and what it has said at what speed. */
async function openPacedStudio() {
  const heard: [string, number | undefined][] = []
  const beforeSpeak = ({ text, settings }: Utterance) => void heard.push([text, settings.speed])
  const paced = { ...openToneEngine({ beforeSpeak }), id: 'paced', honours: ['speed' as const], hidden: false }
  return Object.assign(await openTestStudio({ engines: [paced] }), { heard })
}

/** A chapter of two paragraphs in one voice, the second one in haste, and the two references. */
async function addTwoTempers(studio: TestStudio) {
  const chapter = await studio.addChapter([], { voice_settings: calmAndHasty })
  const { body } = await studio.api.get(`/v1/studio/projects/${chapter.projectId}`)
  const ofAnna = body.voices.filter((voice: { voice_id: string }) => voice.voice_id === anna)
  const [calm, hasty] = ofAnna.map((voice: { project_voice_ref_id: string }) => voice.project_voice_ref_id)
  await studio.write(chapter, [toBlock('Walk on.'), toBlock('Run!', hasty)])
  return { chapter, calm, hasty }
}

function toBlock(text: string, ref?: string) {
  return { nodes: [{ type: 'tts_node', voice_id: anna, text, ...(ref && { project_voice_ref_id: ref }) }] }
}

/** The blocks of a chapter as a client sends them back that was written before there were references. */
async function withoutReferences(studio: TestStudio, chapter: TestChapter) {
  const { content } = (await studio.api.get(chapterPath(chapter))).body
  for (const node of content.blocks.flatMap((block: { nodes: object[] }) => block.nodes)) {
    delete node.project_voice_ref_id
  }
  return content.blocks
}

function referencesOf(content: { blocks: { nodes: { project_voice_ref_id: string }[] }[] }): string[] {
  return content.blocks.flatMap(({ nodes }) => nodes.map((node) => node.project_voice_ref_id))
}
