import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftOvers, untilNoJobs, untilNoUnfinishedFiles } from './left-overs.ts'
import { SpeechGate } from './speech-gate.ts'
import { chapterPath, openTestStudio, snapshotPath, type TestStudio, toBlock } from './studio.ts'

const rounds = 8

test('of two clients that write one chapter at once, one is the last: no mixture, no block of both', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['One.', 'Two.', 'Three.'])
  for (let round = 0; round < rounds; round++) {
    const { content } = await studio.read(chapter)
    const ids: string[] = content.blocks.map((block: { block_id: string }) => block.block_id)
    const versions = ['Ann', 'Bob'].map((name) => ids.map((_, index) => `${name} ${round} ${index}`))
    const write = (texts: string[]) =>
      studio.write(
        chapter,
        texts.map((text, index) => ({ ...toBlock(text), block_id: ids[index] })),
      )
    for (const written of await Promise.all(versions.map(write))) {
      assert.ok(versions.some((texts) => texts.join() === textsOf(written).join()))
    }
    const last = await studio.read(chapter)
    assert.ok(versions.some((texts) => texts.join() === textsOf(last).join()))
    const idsNow = last.content.blocks.map((block: { block_id: string }) => block.block_id)
    assert.deepEqual(idsNow, ids, 'a block that is written again keeps its id')
  }
  assert.equal((await leftOvers(studio)).blocks, 3)
})

test('proof: of two clients that write and convert at once, each is answered, and one more conversion is the text of the last', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['One.'])
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all([
      statusOf(studio, 'POST', `${chapterPath(chapter)}/convert`),
      studio.write(chapter, [toBlock(`Round ${round}.`)]),
    ])
    assert.equal(answers[0], 200)
    await studio.untilConverted(chapter)
  }
  await studio.convert(chapter)
  const { character_alignments: blocks } = await studio.latestSnapshot(chapter)
  assert.equal(blocks[0].characters.join(''), `Round ${rounds - 1}.`)
  assert.equal((await studio.listSnapshots(chapter)).length, rounds + 1)
  await untilNoJobs(studio)
})

test('proof: a chapter and its project asked to convert at once are converted once', async () => {
  const gate = new SpeechGate()
  await using studio = await openTestStudio({ beforeSpeak: gate.pass })
  const chapter = await studio.addChapter(['One.'])
  const paths = [chapterPath(chapter), `/v1/studio/projects/${chapter.projectId}`, chapterPath(chapter)]
  const statuses = await Promise.all(paths.map((path) => statusOf(studio, 'POST', `${path}/convert`)))
  assert.deepEqual(statuses.sort(), [200, 409, 409])
  gate.open()
  await studio.untilIdle(chapter.projectId)
  assert.equal((await studio.listSnapshots(chapter)).length, 1)
  assert.deepEqual(studio.spoken(), ['One.'])
})

test('proof: what one client deletes while another one writes, converts, reads or replaces it is gone, with all that belonged to it', async () => {
  await using studio = await openTestStudio()
  for (let round = 0; round < rounds; round++) {
    const chapter = await studio.addChapter([`One ${round}.`, 'Two.'])
    const project = `/v1/studio/projects/${chapter.projectId}`
    const content = { content: { blocks: [toBlock('Three.')] } }
    const others = await Promise.all([
      statusOf(studio, 'POST', `${project}/convert`),
      statusOf(studio, 'POST', chapterPath(chapter), content),
      statusOf(studio, 'POST', `${project}/content`, formOf('Four.')),
      statusOf(studio, 'GET', project),
      studio.api.delete(project).then(() => 200),
    ])
    for (const status of others) assert.ok([200, 404, 409].includes(status), `${others}`)
    await studio.api.get(project, 404)
  }
  await untilNoJobs(studio)
  assert.deepEqual(await leftOvers(studio), {})
  await untilNoUnfinishedFiles(studio)
})

test('proof: two clients that delete the same chapter or project at once are both answered', async () => {
  await using studio = await openTestStudio()
  for (let round = 0; round < rounds; round++) {
    const chapter = await studio.addChapter(['One.'])
    for (const path of [chapterPath(chapter), `/v1/studio/projects/${chapter.projectId}`]) {
      const statuses = await Promise.all([statusOf(studio, 'DELETE', path), statusOf(studio, 'DELETE', path)])
      assert.ok(statuses.includes(200), `${statuses}`)
      assert.ok(
        statuses.every((status) => status === 200 || status === 404),
        `${statuses}`,
      )
    }
  }
  assert.deepEqual(await leftOvers(studio), {})
})

test('proof: a stream that began before its project was deleted is heard to its end, and leaves no half file', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It was a dark and stormy night. '.repeat(50)]])
  await studio.convertProject(projectId)
  const snapshot = await studio.latestSnapshot(projectId)
  const streams = [1, 2].map(() => studio.api.fetch(`${snapshotPath(snapshot)}/stream`, { method: 'POST' }))
  const answers = await Promise.all(streams)
  await studio.api.delete(`/v1/studio/projects/${projectId}`)
  await studio.api.post(`${snapshotPath(snapshot)}/stream`, {}, 404)
  const [first, second] = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())))
  assert.equal(first!.length, Number(answers[0]!.headers.get('content-length')))
  assert.ok(first!.equals(second!))
  assert.deepEqual(await leftOvers(studio), {})
  await untilNoUnfinishedFiles(studio)
})

test('rules that several clients add to one dictionary at once are all there, each string once', async () => {
  await using studio = await openTestStudio()
  const { body } = await studio.api.post('/v1/pronunciation-dictionaries/add-from-rules', { name: 'Both', rules: [] })
  const path = `/v1/pronunciation-dictionaries/${body.id}`
  const names = Array.from({ length: rounds }, (_, index) => `name${index}`)
  const added = await Promise.all(
    names.map((name) =>
      studio.api.post(`${path}/add-rules`, { rules: [alias(name, 'own'), alias('shared', `of ${name}`)] }),
    ),
  )
  const versions = new Set(added.map((answer) => answer.body.version_id))
  assert.equal(versions.size, rounds, 'each change is a version of its own')
  const { rules, latest_version_rules_num: count } = (await studio.api.get(path)).body
  const strings = rules.map((rule: { string_to_replace: string }) => rule.string_to_replace)
  assert.deepEqual(strings.toSorted(), [...names, 'shared'].toSorted())
  assert.equal(count, rounds + 1)
})

test('proof: two clients that change different settings of one voice at once lose neither', async () => {
  await using studio = await openTestStudio()
  for (let round = 1; round <= rounds; round++) {
    const [stability, style] = [round / 10, round / 20]
    await Promise.all([
      studio.api.post('/v1/voices/tone-a/settings/edit', { stability }),
      studio.api.post('/v1/voices/tone-a/settings/edit', { style }),
    ])
    const { body } = await studio.api.get('/v1/voices/tone-a/settings')
    assert.deepEqual([body.stability, body.style], [stability, style])
  }
})

function textsOf(chapter: { content: { blocks: { nodes: { text: string }[] }[] } }): string[] {
  return chapter.content.blocks.map((block) => block.nodes.map((node) => node.text).join(''))
}

function alias(string_to_replace: string, said: string) {
  return { type: 'alias', string_to_replace, alias: said }
}

function formOf(text: string): FormData {
  const form = new FormData()
  form.append('from_content_json', JSON.stringify([{ name: 'New', blocks: [toBlock(text)] }]))
  return form
}

/** Asks without expecting anything. @param body sent as a form, or as JSON */
async function statusOf(studio: TestStudio, method: string, path: string, body?: object): Promise<number> {
  const isForm = body instanceof FormData
  const headers = body && !isForm ? { 'content-type': 'application/json' } : undefined
  const answer = await studio.api.fetch(path, { method, headers, body: isForm ? body : JSON.stringify(body) })
  await answer.text()
  return answer.status
}
