import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { ContentInput } from '#contract/content.ts'
import { DownloadHistoryBody } from '#contract/history.ts'
import { longest, most, mostIssues } from '#contract/limits.ts'
import { listRoutes } from '#server/http/routes/index.ts'
import type { JsonSchema } from '#test/contract-check.ts'

type Described = JsonSchema & { maxLength?: number; pattern?: string; format?: string }

test('every text and every list of a request has a limit', () => {
  const unlimited = listRoutes().flatMap(({ method, path, params, query, body }) =>
    [params, query, body].flatMap((part) =>
      part ? findUnlimited(describe(part)).map((where) => `${method} ${path} ${where}`) : [],
    ),
  )
  assert.deepEqual(unlimited, [])
})

test('no more than a hundred mistakes are told of any list, however many it has, and their places are right', () => {
  const wrong = { nodes: [{ type: 'tts_node', voice_id: 1, text: 2 }] }
  const read = ContentInput.safeParse({ blocks: Array(most.blocks).fill(wrong) })
  const places = read.error!.issues.map((issue) => issue.path.join('.'))
  assert.equal(places.length, mostIssues)
  assert.deepEqual(places.slice(0, 3), ['blocks.0.nodes.0.text', 'blocks.0.nodes.0.voice_id', 'blocks.1.nodes.0.text'])
})

test('what is too long is told as one mistake, and its items are not looked at', () => {
  const { issues } = DownloadHistoryBody.safeParse({ history_item_ids: Array(most.items + 1).fill(0) }).error!
  assert.deepEqual(
    issues.map(({ code, path }) => [code, path]),
    [['too_big', ['history_item_ids']]],
  )
  const text = 'x'.repeat(longest.text + 1)
  const node = { type: 'tts_node', voice_id: 'tone-a', text }
  assert.equal(ContentInput.safeParse({ blocks: [{ nodes: [node] }] }).success, false)
  assert.equal(ContentInput.safeParse({ blocks: [{ nodes: [{ ...node, text: text.slice(1) }] }] }).success, true)
})

function describe(schema: z.ZodType): Described {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described
}

function findUnlimited(schema: Described, where = ''): string[] {
  const { type, properties = {}, anyOf = [], oneOf = [], items } = schema
  const isOpenText = type === 'string' && !schema.enum && schema.const === undefined && !schema.pattern
  const here = isOpenText && schema.maxLength === undefined && schema.format !== 'binary' ? [where] : []
  if (type === 'array' && schema.maxItems === undefined) here.push(`${where}[]`)
  return [
    ...here,
    ...Object.entries(properties).flatMap(([key, one]) => findUnlimited(one, `${where}.${key}`)),
    ...[...anyOf, ...oneOf].flatMap((one) => findUnlimited(one, where)),
    ...(items ? findUnlimited(items, `${where}[]`) : []),
  ]
}
