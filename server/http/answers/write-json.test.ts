import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { jsonReply } from './send-bytes.ts'
import { writeJson } from './write-json.ts'

const Item = z.object({ id: z.int(), text: z.string().nullish(), tags: z.array(z.string()).optional() })
const Shape = z.object({
  name: z.string(),
  items: z.array(Item),
  deep: z.object({ rows: z.array(z.array(z.number())).nullable(), size: z.int().default(7) }).nullish(),
  kinds: z.record(z.string(), z.unknown()).optional(),
})

const item = (id: number) => ({ id, text: id % 3 === 0 ? null : `“${id}”\u0001`, tags: ['a', `${id}`], unknown: id })
const answers: Record<string, z.input<typeof Shape>> = {
  little: { name: 'x', items: [item(1)] },
  'with a long list': { name: 'x', items: Array.from({ length: 9_000 }, (_, id) => item(id)), deep: null },
  'with long lists far down': {
    name: 'x',
    items: [],
    deep: { rows: Array.from({ length: 30 }, () => Array.from({ length: 3_000 }, (_, id) => id / 8)) },
  },
  'with long items': {
    name: 'x',
    items: [{ id: 1, text: 'é'.repeat(200_000) }, item(2)],
    kinds: { a: [1, undefined] },
  },
}

for (const [kind, answer] of Object.entries(answers))
  test(`an answer ${kind} is written as if it were checked and written at once`, () => {
    const written = [...writeJson(Shape, answer)]
    assert.deepEqual(written.join(''), JSON.stringify(Shape.parse(answer)))
  })

test('what is long comes in many pieces, wherever it is long', () => {
  for (const kind of ['with a long list', 'with long lists far down'])
    assert.ok(
      writeJson(Shape, answers[kind]).every((piece) => piece.length < 50_000),
      kind,
    )
})

test('what is long is checked as what is short: each item, each field, and what a shape asks for besides', () => {
  const many = Array.from({ length: 9_000 }, (_, id) => item(id))
  const Sorted = z.array(Item).refine((items) => items[0]!.id === 0)
  const refused: [z.ZodType, unknown][] = [
    [Shape, { name: 'x', items: [...many, { id: 0.5 }] }],
    [Shape, { items: many }],
    [Shape, { name: 'x', items: many, deep: { rows: 'none' } }],
    [Shape, many],
    [z.array(Item), { items: many }],
    [Sorted, many.toReversed()],
    [z.strictObject({ items: z.array(Item) }), { items: many, more: 1 }],
  ]
  for (const [shape, answer] of refused) assert.throws(() => [...writeJson(shape, answer)], { code: 'internal_error' })
  assert.equal([...writeJson(Sorted, many)].join(''), JSON.stringify(z.array(Item).parse(many)))
})

test('proof: an answer of a hundred thousand items in lists of lists holds nobody up', async () => {
  const items = Array.from({ length: 100_000 }, (_, id) => item(id))
  const Lists = z.object({ pages: z.array(z.object({ items: z.array(Item) })) })
  await assertStandsLess(50, () => jsonReply(Lists, { pages: [{ items }, { items: [] }] }))
})
