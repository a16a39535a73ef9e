import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { componentViolations, type JsonSchema, publicApi } from '#test/contract-check.ts'
import { alwaysSent, sample, variants } from './samples.ts'

const root = join(import.meta.dirname, '../..')
const modules = await Promise.all(globSync('contract/*.ts', { cwd: root }).map((file) => import(join(root, file))))
const schemas = modules.flatMap((module) => Object.values(module)).flatMap(withId)
const ours = z.toJSONSchema(z.globalRegistry, { io: 'output' }).schemas as Record<string, JsonSchema>

/** What we send beyond the public API, which its clients pass through. */
const extraKeys: Record<string, string> = {
  'ChapterContentBlockResponseModel.sub_type': 'so that a heading can be read back as a heading',
  'ProjectCreationMetaResponseModel.error': 'so that a failed import can say why',
  'UserResponseModel.xi_api_key': 'so that clients of earlier years can read the user at all',
  'UserResponseModel.subscription_extras': 'likewise',
  'ProjectCreationMetaResponseModel.warnings': 'so that an import can say what it left out',
  'ProjectExtendedResponseModel.narrators': 'so that who reads can be seen and changed',
  'ProjectExtendedResponseModel.pauses': 'so that pauses can be seen and changed',
}

test('every answer of the studio and its neighbours has its component', () => {
  const covered =
    /^\/v1\/(studio|models|user|voices|text-to-speech|text-to-dialogue|history|audio-native|pronunciation-dictionaries)|^\/v2\/voices$/
  const missing = Object.entries(publicApi.paths)
    .filter(([path]) => covered.test(path))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { responses }]) => ({ path, method, responses })),
    )
    .map(({ responses }) => responses['200']?.content?.['application/json']?.schema)
    .map((schema) => (schema?.items ?? schema)?.$ref?.split('/').at(-1))
    .filter((name) => name !== undefined && !(name in ours))
  assert.deepEqual(missing, [])
})

test('every component has the keys of its namesake in the public API', () => {
  const differences = schemas.flatMap(([id]) => {
    const mine = Object.keys(ours[id]!.properties ?? {}).filter((key) => !(`${id}.${key}` in extraKeys))
    const theirs = Object.keys(publicApi.components.schemas[id]?.properties ?? {})
    return [...new Set(mine).symmetricDifference(new Set(theirs))].map((key) => `${id}.${key}`)
  })
  assert.deepEqual(differences, [])
})

test('every component requires what its namesake requires, and what we always send', () => {
  const differences = schemas.flatMap(([id]) => {
    const { required = [], properties = {} } = publicApi.components.schemas[id]!
    const always = Object.keys(properties).filter((key) => key in alwaysSent)
    const theirs = new Set([...required, ...always])
    return [...theirs.symmetricDifference(new Set(ours[id]!.required ?? []))].map((key) => `${id}.${key}`)
  })
  assert.deepEqual(differences, [])
})

test('the smallest and the largest answer are accepted by both', () => {
  for (const [id, schema] of schemas) {
    for (const extent of ['minimal', 'full'] as const) {
      const answer = sample(publicApi.components.schemas[id]!, extent)
      assert.deepEqual(componentViolations(id, answer), [], id)
      assert.equal(schema.safeParse(answer).error, undefined, `${id} refuses ${JSON.stringify(answer)}`)
    }
  }
})

test('what one refuses the other refuses: missing keys, wrong types, unknown words, numbers out of range', () => {
  const differences = schemas.flatMap(([id, schema]) =>
    variants(publicApi.components.schemas[id]!)
      .filter((answer) => schema.safeParse(answer).success !== (componentViolations(id, answer).length === 0))
      .map((answer) => `${id}: ${JSON.stringify(answer)}`),
  )
  assert.deepEqual(differences, [])
})

test('an answer that is accepted is sent as it is', () => {
  for (const [id, schema] of schemas) {
    const answer = sample(publicApi.components.schemas[id]!, 'full')
    assert.deepEqual(z.encode(schema, answer), answer, id)
  }
})

/** A schema that is a named component, with its name. */
function withId(exported: unknown): [string, z.ZodType][] {
  const id = exported instanceof z.ZodType ? z.globalRegistry.get(exported)?.id : undefined
  return id === undefined ? [] : [[id, exported as z.ZodType]]
}
