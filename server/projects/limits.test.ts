import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkBlocks, checkBreaks, checkChapterCount, checkChapters, contentLimits } from './limits.ts'
import type { NewBlock } from './project.ts'

test('content at the limits is taken, one more is refused', () => {
  const { chapters, blocksPerChapter, charactersPerBlock } = contentLimits
  checkChapterCount(chapters)
  assert.throws(() => checkChapterCount(chapters + 1), { code: 'invalid_parameters' })
  checkBlocks(Array(blocksPerChapter).fill(block('')))
  assert.throws(() => checkBlocks(Array(blocksPerChapter + 1).fill(block(''))), { code: 'invalid_parameters' })
  checkBlocks([block('x'.repeat(charactersPerBlock))])
  assert.throws(() => checkBlocks([block('x'.repeat(charactersPerBlock + 1))]), { code: 'text_too_long' })
})

test('the characters of a block are those of all its nodes, and the refusal names the block', () => {
  const half = 'x'.repeat(contentLimits.charactersPerBlock / 2)
  assert.throws(() => checkBlocks([block('ok'), block(half, half, 'x')]), /Block 1 has 20001 characters/)
})

test('the breaks of a chapter are two hours at most, whoever wrote them how', async () => {
  const most = contentLimits.breakSecondsPerChapter / 3
  const breaks = (count: number, tag = '<break time="3s"/>') => block(...Array(count).fill(`${tag}a`))
  await checkBreaks([breaks(most - 1), block('It is quiet.')])
  await assert.rejects(checkBreaks([breaks(most), breaks(1)]), { code: 'text_too_long' })
  await assert.rejects(checkBreaks([breaks(most + 1, '[pause 3s]')]), { code: 'text_too_long' })
  await checkBreaks([breaks(20_000, '<break time="0.3s"/>')])
})

test('every chapter of a project is checked', () => {
  const long = block('x'.repeat(contentLimits.charactersPerBlock + 1))
  assert.throws(
    () =>
      checkChapters([
        { name: 'One', blocks: [block('ok')] },
        { name: 'Two', blocks: [long] },
      ]),
    { code: 'text_too_long' },
  )
})

function block(...texts: string[]): NewBlock {
  return { subType: 'p', nodes: texts.map((text) => ({ voiceId: 'tone-a', text })) }
}
