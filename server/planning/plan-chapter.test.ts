import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { listUtterances, planChapter } from './plan-chapter.ts'
import { readSpeakers } from './speakers.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('a chapter is planned block by block, in reading order', async () => {
  const plans = await plan(['One.', '***', 'Two.'])
  assert.deepEqual(
    plans.map(({ written, utterances }) => [written, utterances.length]),
    [
      ['One.', 1],
      ['***', 0],
      ['Two.', 1],
    ],
  )
})

test('what is said twice is listed once, where it is said first, with the code points that it says', async () => {
  const listed = listUtterances(await plan(['Wow 𐍈 <break />', 'Two.', 'Wow 𐍈 ', 'Three.']))
  assert.deepEqual(
    listed.map(({ utterance, characters }) => [utterance.text, characters]),
    [
      ['Wow 𐍈 ', 6],
      ['Two.', 4],
      ['Three.', 6],
    ],
  )
})

async function plan(texts: string[]) {
  const { project, key } = await createTestProject(
    needs,
    texts.map((text) => paragraph(text)),
  )
  return planChapter(needs.db, key.chapterId, await readSpeakers(needs, project))
}
