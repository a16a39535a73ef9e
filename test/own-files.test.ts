import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { cp, mkdir, mkdtempDisposable, rename, rmdir } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { readConfig } from '#server/base/config.ts'
import { checkDatabase } from '#server/cli/doctor/check-database.ts'
import { collect } from '#server/collecting/collect.ts'
import { limitRenditions } from '#server/collecting/limit-renditions.ts'
import { openFakeS3, refuse } from '#server/storage/s3/fake-s3.test-kit.ts'
import { openOwnFiles } from '#server/takes/own-files.ts'
import { openTestDatabase } from './database.ts'
import { exportAs } from './exports.ts'
import { hurrying } from './hurry.ts'
import { chapterPath, openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

// That no file is there may be said by a place that is not the studio's: what is not mounted, or stands before what is away.

const mayLog = /The files of this studio are not in/

describe('while the files are away', () => {
  test('an empty folder in their place costs no sound, and what was asked for meanwhile is made when they are back', async () => {
    await using studio = await openTestStudio({ mayLog })
    const folder = join(studio.studio.config.LECTERN_DATA, 'files')
    const leave = async () => {
      await rename(folder, `${folder}-elsewhere`)
      await mkdir(folder)
    }
    const comeBack = async () => {
      await rmdir(folder)
      await rename(`${folder}-elsewhere`, folder)
    }
    await losesNothing(studio, leave, comeBack)
  })

  test('proof: nothing is put in their place, also where another process has looked for them there, and waits', async () => {
    await using studio = await openTestStudio({ mayLog })
    const { config, db, files } = studio.studio
    const folder = join(config.LECTERN_DATA, 'files')
    await studio.convert(await studio.addChapter(['It was dark.']))
    await rename(folder, `${folder}-elsewhere`)
    await assert.rejects(openOwnFiles(config, db), { code: 'storage_unavailable' })
    const document = Readable.from(['It rains.'])
    await assert.rejects(files.put('uploads/rain', document), { code: 'storage_unavailable' })
    assert.ok(document.destroyed, 'who sends it is not waited for')
    await studio.api.json('/v1/text-to-speech/tone-a', say('Nobody.'), 503)
    assert.deepEqual(await Array.fromAsync(files.list('')), [])
  })

  test('proof: a gateway that answers "not found" in their place costs no sound either', async () => {
    await using s3 = await openFakeS3()
    await using studio = await openTestStudio({ environment: s3.environment, mayLog })
    const leave = () => {
      s3.misbehave = (_, response) => Boolean(response.writeHead(404).end('404 page not found'))
    }
    await losesNothing(studio, leave, () => {
      s3.misbehave = () => false
    })
  })
})

async function losesNothing(studio: TestStudio, leave: () => unknown, comeBack: () => unknown): Promise<void> {
  const [spoken, next] = [await studio.addChapter(['It was dark.']), await studio.addChapter(['Rain fell.'])]
  await studio.convert(spoken)
  await studio.api.bytes('/v1/text-to-speech/tone-a', say('Who is there?'))
  await leave()
  for (const ask of [
    () => studio.api.json('/v1/text-to-speech/tone-a', say('Who is there?'), 503),
    () => studio.api.json('/v1/text-to-speech/tone-a', say('Nobody was.'), 503),
    () => studio.api.get('/ready', 503),
  ])
    assert.equal((await ask()).body.detail.code, 'storage_unavailable')
  const form = { name: 'Book', from_document: new File(['It rains.'], 'rain.txt') }
  assert.equal((await studio.api.form('/v1/studio/projects', form, 503)).body.detail.code, 'storage_unavailable')
  for (const chapter of [spoken, next]) await studio.api.post(`${chapterPath(chapter)}/convert`)
  await until(
    'both wait for the files',
    async () => (await countPutBacks(studio)).filter((count) => count > 2).length === 2,
  )
  const said = (text: string) => studio.spoken().filter((one) => one === text).length
  assert.equal(said('Rain fell.'), 1, 'what cannot be kept is not spoken again and again')
  await comeBack()
  for (const chapter of [spoken, next]) await studio.untilConverted(chapter)
  await studio.api.bytes('/v1/text-to-speech/tone-a', say('Who is there?'))
  assert.deepEqual(['It was dark.', 'Who is there?'].map(said), [1, 1])
  const { body } = await studio.api.get('/v1/history')
  for (const item of body.history)
    await studio.api.bytes(`/v1/history/${item.history_item_id}/audio`, { method: 'GET' })
}

/** How often each job has been put back since the files did not answer. */
async function countPutBacks({ studio: { db } }: TestStudio): Promise<number[]> {
  const { rows } = await db.execute<{ count: number }>(
    "select (output -> 'putBacks' ->> 'absence')::int as count from pgboss.job where state < 'completed' and output ? 'putBacks'",
  )
  return rows.map(({ count }) => count)
}

function say(text: string) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) }
}

const faults: Record<string, (response: ServerResponse) => void> = {
  'is refused': (response) => refuse(response, 500, 'InternalError'),
  'breaks off at the same byte each time': (response) => {
    response.writeHead(200, { 'content-length': 1000, etag: '"1"' }).flushHeaders()
    setImmediate(() => response.destroy())
  },
}

test('a folder that is gone, or an empty one in its place, is away also for a studio without any sound', async () => {
  await using studio = await openTestStudio()
  const { files } = studio.studio
  const folder = join(studio.studio.config.LECTERN_DATA, 'files')
  const calls = {
    put: () => files.put('uploads/one', Buffer.from('one')),
    get: () => files.get('uploads/one'),
    read: () => files.read('uploads/one'),
    head: () => files.head('uploads/one'),
  }
  await rename(folder, `${folder}-elsewhere`)
  for (const [name, call] of Object.entries({ ...calls, room: () => files.room() }))
    await assert.rejects(call(), { code: 'storage_unavailable' }, name)
  await mkdir(folder)
  for (const [name, call] of Object.entries(calls)) await assert.rejects(call(), { code: 'storage_unavailable' }, name)
  await rmdir(folder)
  await rename(`${folder}-elsewhere`, folder)
  await calls.put()
})

for (const [what, answer] of Object.entries(faults)) {
  test(`proof: a file that ${what} though its bucket answers ends an export with a reason`, async () => {
    await using s3 = await openFakeS3()
    await using studio = await openTestStudio({ environment: s3.environment, mayLog: /A job failed/ })
    const chapter = await studio.addChapter(['It was dark.'])
    await studio.convertProject(chapter.projectId)
    s3.misbehave = ({ method, url }, response) => {
      const isBad = method === 'GET' && /\/takes\//.test(url!)
      if (isBad) answer(response)
      return isBad
    }
    await hurrying(studio, async () => {
      const { state, error } = await exportAs(studio, chapter.projectId, 'wav')
      assert.deepEqual([state, error.code], ['failed', 'storage_failed'])
      assert.match(error.message, /takes\/.*cannot be read, though the bucket bucket answers: /)
    })
  })
}

test('what cannot be read, and so not be stored, is told', async () => {
  await using studio = await openTestStudio()
  await assert.rejects(studio.studio.files.put('covers/gone', createReadStream('/nowhere')), { code: 'storage_failed' })
})

test('files are those of one studio: another does not start with them, and none starts without its own', async () => {
  await using studio = await openTestStudio()
  await using other = await openTestStudio()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-own-'))
  await studio.convert(await studio.addChapter(['It was dark.']))
  const ours = join(studio.studio.config.LECTERN_DATA, 'files')
  const open = async (LECTERN_FILES: string, of = studio) => {
    const config = readConfig({ LECTERN_DATA: folder.path, LECTERN_FILES })
    ;(await openOwnFiles(config, of.studio.db))[Symbol.dispose]()
  }
  await open(ours)
  await assert.rejects(open(ours, other), { code: 'invalid_configuration', message: /belong to another studio/ })
  const moved = join(folder.path, 'moved')
  const told = await checkDatabase({ ...studio.studio.config, LECTERN_FILES: moved })
  assert.match(told.find(({ state }) => state === 'fail')?.found ?? '', /files of this studio are not in .*moved/)
  await assert.rejects(open(moved), { code: 'storage_unavailable', message: /files of this studio are not in .*moved/ })
  await cp(join(ours, 'takes'), join(moved, 'takes'), { recursive: true })
  await open(moved)
  await assert.rejects(open(moved, other), { code: 'invalid_configuration' })
})

describe('a studio without any sound', () => {
  test('has its files in one place: who would open others beside it waits, and is told', async () => {
    await using studio = await openTestStudio()
    await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-own-'))
    const { db, config } = studio.studio
    const elsewhere = { ...config, LECTERN_FILES: folder.path }
    await assert.rejects(openOwnFiles(elsewhere, db), { code: 'storage_unavailable', message: /are not in/ })
    const told = await checkDatabase(elsewhere)
    assert.match(told.find(({ state }) => state === 'fail')?.found ?? '', /files of this studio are not in/)
    ;(await openOwnFiles(config, db))[Symbol.dispose]()
  })

  test('may move, and does not start again with the files that it has left', async () => {
    await using database = await openTestDatabase()
    await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-own-'))
    const open = async (name: string) => {
      const config = readConfig({ LECTERN_DATA: folder.path, LECTERN_FILES: join(folder.path, name) })
      ;(await openOwnFiles(config, database.db))[Symbol.dispose]()
    }
    await Promise.all([open('first'), open('first'), open('first')])
    await open('first')
    await Promise.all([open('second'), open('second'), open('second')])
    await open('second')
    await assert.rejects(open('first'), { code: 'invalid_configuration', message: /belong to another studio/ })
    await open('second')
  })
})

test('files from before there was a mark are known by what is left of them, though all that was spoken first is lost', async () => {
  await using studio = await openTestStudio()
  const { config, db, files } = studio.studio
  const keyOf = (index: number) => createHash('sha256').update(String(index)).digest('hex')
  for (let index = 0; index < 60; index++) {
    const key = keyOf(index)
    await db.execute(sql`
      insert into takes (key, engine_id, voice, sample_rate, sample_count, content_hash, alignment, warnings)
      values (${key}, 'tone', 'a', 24000, 1, ${key}, '', '[]')`)
    if (index >= 30) await files.put(`takes/${key.slice(0, 2)}/${key}.pcm`, Buffer.from('xx'))
  }
  await files.delete(['studio'])
  ;(await openOwnFiles(config, db))[Symbol.dispose]()
})

test('what another studio has put in the place of the files while this one runs is not taken for left over', async () => {
  await using studio = await openTestStudio()
  const { files } = studio.studio
  const theirs = `takes/00/${'0'.repeat(64)}.pcm`
  await files.put(theirs, Buffer.from('theirs'))
  await files.put('studio', Buffer.from('another'))
  await assert.rejects(collect(studio.studio, AbortSignal.timeout(60_000)), { code: 'invalid_configuration' })
  assert.ok(await files.head(theirs))
})

test('proof: what is not needed any more, or takes too much, stays in the files of another studio, which may have the same', async () => {
  await using studio = await openTestStudio()
  const { db, files } = studio.studio
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convert(chapter)
  const [sound] = await Array.fromAsync(files.list('takes/'))
  await studio.api.delete(`/v1/studio/projects/${chapter.projectId}`)
  await db.execute(
    sql`update takes set created_at = now() - interval '1 year', unwanted_since = now() - interval '1 year'`,
  )
  const encoded = 'renditions/some/mp3'
  await files.put(encoded, Buffer.from('encoded'))
  await db.execute(
    sql`insert into renditions (key, byte_length, used_at) values (${encoded}, 7, now() - interval '1 year')`,
  )
  await files.put('studio', Buffer.from('another'))
  const signal = AbortSignal.timeout(60_000)
  await assert.rejects(collect(studio.studio, signal), { code: 'invalid_configuration' })
  await assert.rejects(limitRenditions(studio.studio, 0, signal), { code: 'invalid_configuration' })
  for (const key of [sound!, encoded]) assert.ok(await files.head(key), key)
})
