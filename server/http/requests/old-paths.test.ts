import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toPresentPath } from './old-paths.ts'

test('an old address of the Studio leads to the present one, with its query', () => {
  const studio = '/v1/studio/projects'
  const present = {
    '/v1/projects': studio,
    '/v1/projects?page_size=1': `${studio}?page_size=1`,
    '/v1/projects/add': studio,
    '/v1/projects/p1/convert': `${studio}/p1/convert`,
    '/v1/projects/p1/chapters/add': `${studio}/p1/chapters`,
    '/v1/projects/p1/chapters/c1/snapshots/s1/stream?x=/add': `${studio}/p1/chapters/c1/snapshots/s1/stream?x=/add`,
    '/v1/projects/p1/update-content': `${studio}/p1/content`,
    '/v1/projects/p1/update-pronunciation-dictionaries': `${studio}/p1/pronunciation-dictionaries`,
    '/v1/projects/podcast/create': '/v1/studio/podcasts',
  }
  for (const [old, expected] of Object.entries(present)) assert.equal(toPresentPath(old), expected)
})

test('all other addresses stay as they are', () => {
  for (const url of [
    '/',
    '/v1/projectsx',
    '/v1/studio/projects/add',
    '/lectern/v1/projects/p1',
    '*',
    '/v1/voices?x=/v1/projects',
  ])
    assert.equal(toPresentPath(url), url)
})
