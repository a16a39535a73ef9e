import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { listProjectVoices } from '#server/projects/find-project.ts'
import type { ChapterKey, NewBlock, Project } from '#server/projects/project.ts'
import { insertTake, toTakeRow } from '#server/takes/take-store.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { ensurePlanned } from './ensure-planned.ts'
import { listUtterances, planChapter } from './plan-chapter.ts'
import { readSpeakers } from './speakers.ts'
import { listStatistics } from './statistics.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('characters are counted as written code points, paragraphs when all their takes are there', async () => {
  const { project, key } = await createPlanned([paragraph('Aaa.<break /> Bb𐍈.'), paragraph('Ccccc.'), paragraph('***')])
  assert.deepEqual(await counts(project, key), { characters: [0, 15], paragraphs: [0, 2] })
  await keep(project, key, ['Aaa.'])
  assert.deepEqual(await counts(project, key), { characters: [4, 11], paragraphs: [0, 2] })
  await keep(project, key, [' Bb𐍈.'])
  assert.deepEqual(await counts(project, key), { characters: [9, 6], paragraphs: [1, 1] })
  await keep(project, key, ['Ccccc.'])
  assert.deepEqual(await counts(project, key), { characters: [15, 0], paragraphs: [2, 0] })
})

test('the same paragraph twice is spoken once and counted twice', async () => {
  const { project, key } = await createPlanned([paragraph('Same.'), paragraph('Same.')])
  await keep(project, key, ['Same.'])
  assert.deepEqual(await counts(project, key), { characters: [10, 0], paragraphs: [2, 0] })
})

test('each voice counts its own characters, and a paragraph of two voices is one paragraph', async () => {
  const nodes = [
    { voiceId: 'tone-a', text: 'She said:' },
    { voiceId: 'tone-b', text: 'Go!' },
  ]
  const { project, key } = await createPlanned([{ subType: 'p', nodes }])
  await keep(project, key, ['Go!'])
  assert.deepEqual(await counts(project, key), { characters: [3, 9], paragraphs: [0, 1] })
  const { voices } = (await listStatistics(needs.db, project.id)).get(key.chapterId)!
  const projectVoices = await listProjectVoices(needs.db, project.id)
  const byVoice = voices.map(({ voiceRefId, ...rest }) => ({
    ...rest,
    voiceId: projectVoices.find((voice) => voice.refId === voiceRefId)!.voiceId,
  }))
  assert.deepEqual(
    byVoice.toSorted((a, b) => a.voiceId.localeCompare(b.voiceId)),
    [
      { voiceId: 'tone-a', charactersConverted: 0, charactersUnconverted: 9 },
      { voiceId: 'tone-b', charactersConverted: 3, charactersUnconverted: 0 },
    ],
  )
})

test('a chapter with nothing to say has no statistics, and a single chapter can be asked for', async () => {
  const silent = await createPlanned([paragraph('***')])
  assert.equal((await listStatistics(needs.db, silent.project.id)).size, 0)
  const { project, key } = await createPlanned([paragraph('One.')])
  const all = await listStatistics(needs.db, project.id)
  assert.deepEqual(await listStatistics(needs.db, project.id, key.chapterId), all)
  assert.equal((await listStatistics(needs.db, project.id, silent.key.chapterId)).size, 0)
})

async function createPlanned(blocks: NewBlock[]) {
  const created = await createTestProject(needs, blocks)
  await ensurePlanned(needs, created.project)
  return created
}

/** Keeps takes of those of a chapter's utterances that say one of the texts. */
async function keep(project: Project, { chapterId }: ChapterKey, texts: string[]): Promise<void> {
  const plans = await planChapter(needs.db, chapterId, await readSpeakers(needs, project))
  for (const { takeKey, engineId, utterance } of listUtterances(plans)) {
    if (!texts.includes(utterance.text)) continue
    const track = { samples: new Int16Array(0), sampleRate: 24_000 }
    const silence = { startSamples: new Uint32Array(0), endSamples: new Uint32Array(0), source: 'native' as const }
    const take = { key: takeKey, engineId, voice: 'a', spoken: utterance, track, alignment: silence, warnings: [] }
    await insertTake(needs.db, toTakeRow(take))
  }
}

/** Converted and unconverted. */
async function counts({ id }: Project, { chapterId }: ChapterKey) {
  const found = (await listStatistics(needs.db, id)).get(chapterId)!
  return {
    characters: [found.charactersConverted, found.charactersUnconverted],
    paragraphs: [found.paragraphsConverted, found.paragraphsUnconverted],
  }
}
