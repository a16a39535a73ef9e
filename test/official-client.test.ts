import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { fromBufferPromise } from 'yauzl'
import { decodeMp3 } from './decode-mp3.ts'
import { expectChapter } from './expected-tones.ts'
import { collect, openClient, operationsUnder } from './official-client.ts'
import { readWav } from './read-wav.ts'
import { openTestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

test('a book goes through all Studio operations of the official client', async () => {
  await using studio = await openTestStudio()
  const { client, asked } = openClient(studio)
  const projectId = await createBook(client)
  await readAndRename(client, projectId)
  const chapterId = await writeSecondChapter(client, projectId)
  await hearChapter(client, projectId, chapterId)
  await hearProject(client, projectId)
  assert.ok(studio.spoken().includes('Dancer Who.'))
  await changeDictionariesAndContent(client, projectId)
  await askForPodcast(client)
  await deleteBook(client, projectId)
  assert.deepEqual([...asked].filter(isStudio).sort(), operationsUnder('/v1/studio/').sort())
})

test('a document is imported whether it comes as a File, a Buffer or a path', async () => {
  await using studio = await openTestStudio()
  const { client } = openClient(studio)
  const path = join(import.meta.dirname, '../samples/first-pages.epub')
  const bytes = await readFile(path)
  const documents = [new File([bytes], 'book.epub', { type: 'application/epub+zip' }), bytes, { path }]
  const titles: (string | undefined)[] = []
  for (const fromDocument of documents) {
    const { project } = await client.studio.projects.create({ name: 'Book', fromDocument })
    assert.equal(project.state, 'creating')
    const imported = await untilIdle(client, project.projectId)
    assert.equal(imported.creationMeta?.status, 'finished')
    titles.push(imported.chapters[0]?.name)
  }
  assert.ok(titles[0])
  assert.deepEqual(titles, [titles[0], titles[0], titles[0]])
})

test('a document replaces the content of a project, and a form without parts changes nothing', async () => {
  await using studio = await openTestStudio()
  const { client } = openClient(studio)
  const { projects } = client.studio
  const projectId = await studio.addProject([['It was dark.']])
  const before = await projects.get(projectId)
  await projects.content.update(projectId, {})
  assert.deepEqual((await projects.get(projectId)).chapters, before.chapters)

  const fromDocument = new File(['Rain fell.\n\nSnow fell.'], 'rain.txt', { type: 'text/plain' })
  await projects.content.update(projectId, { fromDocument, autoConvert: true })
  await until('the document is converted', async () => (await projects.snapshots.list(projectId)).snapshots[0])
  assert.deepEqual(studio.spoken().toSorted(), ['Rain fell.', 'Snow fell.'])
})

test('the form of the Python client means the same: lists as one part of JSON, and `null` for what was left out', async () => {
  await using studio = await openTestStudio()
  const { client } = openClient(studio)
  const settings = JSON.stringify({ voice_id: 'tone-b', speed: 1.1 })
  const written = await client.studio.projects.create({ name: 'A', genres: ['Crime'], voiceSettings: [settings] })
  const { body } = await studio.api.form('/v1/studio/projects', {
    name: 'A',
    genres: '["Crime"]',
    voice_settings: JSON.stringify([settings]),
    pronunciation_dictionary_locators: 'null',
  })
  const ids = [written.project.projectId, body.project.project_id]
  for (const id of ids) {
    const project = await client.studio.projects.get(id)
    assert.deepEqual(project.genres, ['Crime'])
    assert.deepEqual(project.pronunciationDictionaryLocators, [])
    assert.equal(project.voices.find((voice) => voice.voiceId === 'tone-b')?.speed, 1.1)
  }
})

test('a lossless project streams as WAV, and as MP3 when asked', async () => {
  await using studio = await openTestStudio()
  const { client } = openClient(studio)
  const projectId = await studio.addProject([['Rain fell.']], {
    quality_preset: 'ultra_lossless',
    auto_convert: 'true',
  })
  const { snapshots } = client.studio.projects
  const { projectSnapshotId } = await until(
    'the project is converted',
    async () => (await snapshots.list(projectId)).snapshots[0],
  )
  const wav = readWav(await collect(await snapshots.stream(projectId, projectSnapshotId)))
  const mp3 = await collect(await snapshots.stream(projectId, projectSnapshotId, { convertToMpeg: true }))
  assert.equal((await decodeMp3(mp3)).length, wav.length)
})

async function createBook(client: ElevenLabsClient): Promise<string> {
  const rules = [{ type: 'alias' as const, stringToReplace: 'Dr', alias: 'Dancer' }]
  const { id, versionId } = await client.pronunciationDictionaries.createFromRules({ name: 'Titles', rules })
  const { project } = await client.studio.projects.create({
    name: 'Nights',
    title: 'Dark Nights',
    author: 'A. Writer',
    genres: ['Crime', 'Comedy'],
    targetAudience: 'young adult',
    language: 'en',
    fiction: 'fiction',
    matureContent: true,
    originalPublicationDate: '1999',
    qualityPreset: 'high',
    sourceType: 'book',
    defaultParagraphVoiceId: 'tone-b',
    fromContentJson: JSON.stringify([{ name: 'One', blocks: [toBlock('Night', 'tone-a', 'h1'), toBlock('Dr Who.')] }]),
    voiceSettings: [JSON.stringify({ voice_id: 'tone-a', stability: 0.9 })],
    pronunciationDictionaryLocators: [JSON.stringify({ pronunciation_dictionary_id: id, version_id: versionId })],
  })
  assert.deepEqual(project.genres, ['Crime', 'Comedy'])
  assert.equal(project.targetAudience, 'young adult')
  assert.equal(project.matureContent, true)
  const opened = await client.studio.projects.get(project.projectId, { shareId: 'anything' })
  assert.equal(opened.qualityPreset, 'high')
  assert.deepEqual(opened.pronunciationDictionaryLocators, [{ pronunciationDictionaryId: id, versionId }])
  assert.equal(opened.voices.find((voice) => voice.voiceId === 'tone-a')?.stability, 0.9)
  assert.equal(opened.chapters[0]?.statistics?.charactersUnconverted, 12)
  return project.projectId
}

async function readAndRename({ studio: { projects } }: ElevenLabsClient, projectId: string): Promise<void> {
  const listed = await projects.list()
  assert.deepEqual(
    listed.projects.map((one) => one.projectId),
    [projectId],
  )
  const { project } = await projects.update(projectId, {
    name: 'Days',
    defaultTitleVoiceId: 'tone-a',
    defaultParagraphVoiceId: 'tone-a',
    volumeNormalization: true,
  })
  assert.equal(project.name, 'Days')
  assert.equal(project.volumeNormalization, true)
  assert.equal(project.title, 'Dark Nights', 'what is not sent stays')
}

async function writeSecondChapter(client: ElevenLabsClient, projectId: string): Promise<string> {
  const { chapters } = client.studio.projects
  const { chapterId } = (await chapters.create(projectId, { name: 'Two' })).chapter
  const { chapter } = await chapters.update(projectId, chapterId, {
    name: 'Second',
    content: { blocks: [{ subType: 'h2', nodes: [{ type: 'tts_node', voiceId: 'tone-b', text: 'Rain' }] }] },
  })
  assert.equal(chapter.name, 'Second')
  assert.deepEqual((await chapters.update(projectId, chapterId)).chapter, chapter, 'no body changes nothing')
  const [node] = (await chapters.get(projectId, chapterId)).content.blocks[0]!.nodes
  assert.ok(node?.type === 'tts_node')
  assert.equal(node.text, 'Rain')
  assert.equal(node.voiceId, 'tone-b')
  assert.deepEqual(await chapterNames(client, projectId), ['One', 'Second'])
  return chapterId
}

async function hearChapter(client: ElevenLabsClient, projectId: string, chapterId: string): Promise<void> {
  const { chapters } = client.studio.projects
  assert.deepEqual(await chapters.convert(projectId, chapterId), { status: 'ok' })
  await untilIdle(client, projectId)
  const [{ chapterSnapshotId } = assert.fail()] = (await chapters.snapshots.list(projectId, chapterId)).snapshots
  const snapshot = await chapters.snapshots.get(projectId, chapterId, chapterSnapshotId)
  assert.deepEqual(snapshot.characterAlignments, [
    {
      characters: ['R', 'a', 'i', 'n'],
      characterStartTimesSeconds: [0, 0.05, 0.1, 0.15],
      characterEndTimesSeconds: [0.05, 0.1, 0.15, 0.2],
    },
  ])
  const mp3 = await collect(await chapters.snapshots.stream(projectId, chapterId, chapterSnapshotId))
  const { sound } = await expectChapter([toBlock('Rain', 'tone-b', 'h2')])
  assert.equal((await decodeMp3(mp3)).length, sound.length)
}

async function hearProject(client: ElevenLabsClient, projectId: string): Promise<void> {
  const { projects } = client.studio
  const { snapshots } = projects
  assert.deepEqual(await projects.convert(projectId), { status: 'ok' })
  await untilIdle(client, projectId)
  const [{ projectSnapshotId } = assert.fail()] = (await snapshots.list(projectId)).snapshots
  const { characterAlignments, audioDurationSecs } = await snapshots.get(projectId, projectSnapshotId)
  assert.deepEqual(
    characterAlignments.map((one) => one.characters.join('')),
    ['NightDr Who.', 'Rain'],
  )
  const mp3 = await collect(await snapshots.stream(projectId, projectSnapshotId))
  assert.equal((await decodeMp3(mp3)).length, Math.round(audioDurationSecs * 44_100))
  const archive = await collect(await snapshots.streamArchive(projectId, projectSnapshotId))
  assert.deepEqual(await namesIn(archive), ['01 - One.mp3', '02 - Second.mp3'])
}

async function changeDictionariesAndContent(client: ElevenLabsClient, projectId: string): Promise<void> {
  const { projects } = client.studio
  assert.deepEqual(await projects.getMutedTracks(projectId), { chapterIds: [] })
  const none = { pronunciationDictionaryLocators: [], invalidateAffectedText: true }
  assert.deepEqual(await projects.pronunciationDictionaries.create(projectId, none), { status: 'ok' })
  const { chapters } = await projects.get(projectId)
  assert.equal(chapters[0]?.statistics?.paragraphsUnconverted, 1)

  const fromContentJson = JSON.stringify([{ name: 'New', blocks: [toBlock('Snow')] }])
  await projects.content.update(projectId, { fromContentJson })
  assert.deepEqual(await chapterNames(client, projectId), ['New'])
  assert.equal((await projects.snapshots.list(projectId)).snapshots.length, 1, 'what was published stays')
}

async function askForPodcast(client: ElevenLabsClient): Promise<void> {
  const text = await readFile(join(import.meta.dirname, '../samples/rabbit-hole.txt'), 'utf8')
  const { project } = await client.studio.createPodcast({
    modelId: 'eleven_multilingual_v2',
    mode: { type: 'conversation', conversation: { hostVoiceId: 'tone-a', guestVoiceId: 'tone-b' } },
    source: { type: 'text', text },
    durationScale: 'short',
  })
  assert.deepEqual([project.state, project.creationMeta?.type], ['creating', 'generate_podcast'])
  const made = await untilIdle(client, project.projectId)
  assert.deepEqual([made.creationMeta?.status, made.canBeDownloaded], ['finished', true])
  await client.studio.projects.delete(project.projectId)
}

async function deleteBook({ studio: { projects } }: ElevenLabsClient, projectId: string): Promise<void> {
  const [{ chapterId } = assert.fail()] = (await projects.chapters.list(projectId)).chapters
  assert.deepEqual(await projects.chapters.delete(projectId, chapterId), { status: 'ok' })
  assert.deepEqual(await projects.delete(projectId), { status: 'ok' })
  assert.deepEqual((await projects.list()).projects, [])
}

function untilIdle(client: ElevenLabsClient, projectId: string) {
  return until('the project is idle', async () => {
    const project = await client.studio.projects.get(projectId)
    return project.state === 'default' ? project : undefined
  })
}

function isStudio(operation: string): boolean {
  return operation.includes('/v1/studio/')
}

async function chapterNames({ studio }: ElevenLabsClient, projectId: string): Promise<string[]> {
  return (await studio.projects.get(projectId)).chapters.map((chapter) => chapter.name)
}

async function namesIn(zip: Buffer): Promise<string[]> {
  const file = await fromBufferPromise(zip)
  const names: string[] = []
  for await (const entry of file.eachEntry()) names.push(entry.fileName)
  return names
}
