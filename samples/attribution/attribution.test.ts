import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAnnotated } from './read-annotated.ts'
import { addScores, nothing, scorePassage } from './score.ts'

test('who speaks is found as well as promised, also where nobody looked while the rules were made', () => {
  const [tuned, held] = (['tuned', 'held-back'] as const).map((part) =>
    readAnnotated(part).reduce((sum, passage) => addScores(sum, scorePassage(passage).score), nothing),
  )
  for (const score of [addScores(tuned!, held!), held!]) {
    assert.ok(score.quotations >= 150)
    assert.ok(score.found / score.quotations >= 0.99)
    assert.ok(score.right / score.lines >= 0.68)
    assert.ok(score.genderRight / score.gendered >= 0.84)
    assert.ok(score.explicitRight / score.explicit >= 0.92)
  }
})
