import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ElevenLabs } from '@elevenlabs/elevenlabs-js'
import { isError, openClient } from './official-client.ts'
import { SpeechGate } from './speech-gate.ts'
import { openTestStudio } from './studio.ts'

test('errors arrive as the client’s own, with the body that says what is wrong', async () => {
  await using studio = await openTestStudio()
  const { client } = openClient(studio)
  const { projects } = client.studio
  await assert.rejects(projects.get('nothing'), isError(404, 'project_not_found'))
  const projectId = await studio.addProject([['Rain.']])
  await assert.rejects(projects.chapters.get(projectId, 'none'), isError(404, 'chapter_not_found'))
  await assert.rejects(projects.snapshots.get(projectId, 'none'), isError(404, 'snapshot_not_found'))
  await assert.rejects(projects.snapshots.stream(projectId, 'none'), isError(404, 'snapshot_not_found'))
  await assert.rejects(projects.snapshots.streamArchive(projectId, 'none'), isError(404, 'snapshot_not_found'))

  const twoSources = { name: 'x', fromUrl: 'https://example.org', fromContentJson: '[]' }
  await assert.rejects(projects.create(twoSources), isError(400, 'invalid_parameters'))
  const unknownVoice = { name: 'x', defaultTitleVoiceId: 'nobody' }
  await assert.rejects(projects.create(unknownVoice), isError(404, 'voice_not_found'))

  const invalid = projects.create({ name: 'x', language: 'english', fromContentJson: '{' })
  await assert.rejects(invalid, (error) => {
    assert.ok(error instanceof ElevenLabs.UnprocessableEntityError)
    const { detail } = error.body as { detail: { loc: unknown[] }[] }
    assert.deepEqual(
      detail.map((one) => one.loc),
      [
        ['body', 'from_content_json'],
        ['body', 'language'],
      ],
    )
    return true
  })
})

test('what is sent again because its answer was lost is done once', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  const { projectId, chapterId } = chapter
  const { content } = await studio.read(chapter)
  const { client } = openClient(studio, loseFirstAnswers())
  const { projects } = client.studio

  const blocks = content.blocks.map(({ block_id }: { block_id: string }, index: number) => ({
    blockId: block_id,
    nodes: [{ type: 'tts_node', voiceId: 'tone-a', text: ['It was dark.', 'Snow fell.'][index] }],
  }))
  const edited = await projects.chapters.update(projectId, chapterId, { content: { blocks } })
  assert.deepEqual(
    edited.chapter.content.blocks.map((block) => block.blockId),
    content.blocks.map((block: { block_id: string }) => block.block_id),
  )
  await assert.rejects(projects.convert(projectId), isError(409, 'already_processing'))
  gate.open()
  await studio.untilIdle(projectId)
  assert.deepEqual(studio.spoken().toSorted(), ['It was dark.', 'Snow fell.'])
  assert.equal((await projects.snapshots.list(projectId)).snapshots.length, 1)
})

/** A network on which the server does what it is asked, but the client hears of it only when it asks again. */
function loseFirstAnswers(): typeof fetch {
  const heard = new Set<string>()
  return async (address, request) => {
    const answer = await fetch(address, request)
    const asked = `${request?.method} ${address}`
    if (heard.delete(asked)) return answer
    heard.add(asked)
    await answer.bytes()
    return new Response('', { status: 502 })
  }
}
