import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { playNewest } from '#server/audio-native/audio-native-store.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const path = '/v1/audio-native'

test('a text becomes a project whose player plays it', async () => {
  await using studio = await openTestStudio()
  const fields = { name: 'Rain', author: 'Ann Author', voice_id: 'tone-b', text_color: '#123', auto_convert: 'true' }
  const { body } = await studio.api.form(path, { ...fields, file: article('Rain fell.') })
  assert.equal(body.converting, true)
  await untilSnapshots(studio, body.project_id, 1)
  const { settings, snapshot_id, enabled } = await readSettings(studio, body.project_id)
  assert.equal(enabled, true)
  assert.deepEqual([settings.title, settings.author, settings.text_color], ['Rain', 'Ann Author', '#123'])
  assert.deepEqual([settings.status, settings.small, settings.sessionization], ['ready', false, 0])

  const player = await openPlayer(body.html_snippet)
  assert.match(player.page, /<h1>Rain<\/h1>\n<p>Ann Author<\/p>/)
  assert.equal(player.audioUrl, settings.audio_url)
  assert.match(player.audioUrl, new RegExp(snapshot_id))
  const whole = Buffer.from(await (await fetch(player.audioUrl)).arrayBuffer())
  assert.ok((await decodeMp3(whole)).length > 10 * 2_205)
  const part = await fetch(player.audioUrl, { headers: { range: 'bytes=1000-1999' } })
  assert.equal(part.status, 206)
  assert.ok(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(1000, 2000)))
})

test('the player may be framed, runs nothing but its own script, and asks nobody else; no other page may be framed', async () => {
  await using studio = await openTestStudio()
  const evil = '</style><script>alert(1)</script>'
  const form = { name: evil, title: `"${evil}`, text_color: evil, background_color: 'rgb(0 0 0 / 50%)' }
  const { body } = await studio.api.form(path, form)
  const { page, headers } = await openPlayer(body.html_snippet)
  assert.equal(headers.get('x-frame-options'), null)
  const policy = headers.get('content-security-policy')!
  assert.match(policy, /^default-src 'none'; script-src 'nonce-[^']+'; .*frame-ancestors \*$/)
  assert.doesNotMatch(page, /alert\(1\)<\/script>/)
  assert.doesNotMatch(page, /https?:/)
  assert.match(page, /--text: #1f1f1f; --background: rgb\(0 0 0 \/ 50%\);/)
  assert.match(page, /not ready/)
  const other = await studio.api.fetch('/lectern/v1/audio-native/nobody/player', { method: 'GET' })
  assert.deepEqual([other.status, other.headers.get('x-frame-options')], [404, 'DENY'])
})

test('who reads the article needs no key, and hears only what is meant to be heard', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:my-secret' } })
  studio.api.key = 'my-secret'
  const fields = { name: 'Rain', auto_convert: 'true' }
  const { body } = await studio.api.form(path, { ...fields, file: article('Rain fell.') })
  await untilSnapshots(studio, body.project_id, 1)
  const { audioUrl } = await openPlayer(body.html_snippet)
  assert.equal((await fetch(audioUrl)).status, 200)

  const secret = await studio.addProject([['Not for all.']])
  await studio.convertProject(secret)
  const [snapshot] = await studio.listSnapshots(secret)
  const audio = `${studio.api.baseUrl}/lectern/v1/audio-native/${secret}/snapshots/${snapshot.project_snapshot_id}/audio`
  assert.equal((await fetch(audio)).status, 404)
  assert.deepEqual(await readSettings(studio, secret), { enabled: false, snapshot_id: null, settings: null })
})

test('proof: new content is heard when it is to be published, and not before', async () => {
  await using studio = await openTestStudio()
  const fields = { name: 'Rain', auto_convert: 'true' }
  const { body } = await studio.api.form(path, { ...fields, file: article('Rain fell.') })
  const id = body.project_id
  await untilSnapshots(studio, id, 1)
  const { snapshot_id: first } = await readSettings(studio, id)

  const draft = { file: article('Snow fell.'), auto_convert: 'true' }
  const { body: held } = await studio.api.form(`${path}/${id}/content`, draft)
  assert.deepEqual([held.converting, held.publishing], [true, false])
  await untilSnapshots(studio, id, 2)
  assert.equal((await readSettings(studio, id)).snapshot_id, first)

  const { body: published } = await studio.api.form(`${path}/${id}/content`, { auto_publish: 'true' })
  assert.deepEqual([published.converting, published.publishing], [false, true])
  const [newest] = await studio.listSnapshots(id)
  assert.equal((await readSettings(studio, id)).snapshot_id, newest.project_snapshot_id)
})

test('proof: new content that waits behind a publishing stays with what that lets be heard', async () => {
  await using studio = await openTestStudio()
  const { db } = studio.studio
  const { body } = await studio.api.form(path, { name: 'Rain', auto_convert: 'true', file: article('Rain fell.') })
  const id: ProjectId = body.project_id
  await untilSnapshots(studio, id, 1)
  const change = (text: string, more: object = {}) =>
    studio.api.form(`${path}/${id}/content`, { file: article(text), ...more })
  await change('Snow fell.', { auto_convert: 'true' })
  await untilSnapshots(studio, id, 2)
  const behind = await db.transaction(async (publishing) => {
    await lockProject(publishing, id)
    const changing = change('Hail fell.')
    await until('it waits', async () => {
      const { rows } = await db.execute(sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
      return rows.length > 0
    })
    await playNewest(publishing, id)
    return { changing }
  })
  await behind.changing
  const [newest] = await studio.listSnapshots(id)
  assert.equal((await readSettings(studio, id)).snapshot_id, newest.project_snapshot_id)
})

test('proof: a page is read from its address, and again into the same project', async () => {
  await using site = await openSite(['<h1>One</h1><p>Rain fell.</p>', '<h1>Two</h1><p>Snow fell.</p>'])
  await using studio = await openTestStudio({ environment: { LECTERN_ALLOW_PRIVATE_URLS: '1' } })
  const url = `${site.url}/article`
  const { body } = await studio.api.post(`${path}/content`, { url, author: 'Ann' })
  assert.deepEqual([body.converting, body.publishing], [true, true])
  await untilSnapshots(studio, body.project_id, 1)
  const { snapshot_id: first } = await readSettings(studio, body.project_id)

  const again = await studio.api.post(`${path}/content`, { url: `${url}#part`, title: 'Mine' })
  assert.equal(again.body.project_id, body.project_id)
  await untilSnapshots(studio, body.project_id, 2)
  const { settings, snapshot_id } = await readSettings(studio, body.project_id)
  assert.notEqual(snapshot_id, first)
  assert.deepEqual([settings.title, settings.author], ['Mine', 'Ann'])
  assert.ok(studio.spoken().includes('Snow fell.'))
})

test('an address of the inside, an unknown project and an unknown voice are refused', async () => {
  await using studio = await openTestStudio()
  await studio.api.post(`${path}/content`, { url: 'http://127.0.0.1/x' }, 400)
  await studio.api.form(`${path}/nobody/content`, { auto_convert: 'true' }, 404)
  await studio.api.get(`${path}/nobody/settings`, 404)
  await studio.api.form(path, { name: 'Rain', voice_id: 'nobody' }, 404)
  await studio.api.form(path, { author: 'Ann' }, 422)
})

function article(text: string): File {
  return new File([text], 'article.txt', { type: 'text/plain' })
}

async function readSettings(studio: TestStudio, projectId: string) {
  return (await studio.api.get(`${path}/${projectId}/settings`)).body
}

/** Waits until everything that was asked for is converted. */
async function untilSnapshots(studio: TestStudio, projectId: string, count: number): Promise<void> {
  await until('the project is converted', async () => (await studio.listSnapshots(projectId)).length === count)
  await studio.untilIdle(projectId)
}

/** Opens what the frame of a snippet shows, as a browser would: without a key. */
async function openPlayer(snippet: string) {
  const url = /^<iframe src="([^"]+)"/.exec(snippet)![1]!
  const answer = await fetch(url)
  const page = await answer.text()
  assert.equal(answer.status, 200, page)
  const audio = /<audio src="([^"]+)"/.exec(page)?.[1]
  return { page, headers: answer.headers, audioUrl: audio ? new URL(audio, url).href : '' }
}

/** Answers each request with the next page. */
async function openSite(pages: string[]) {
  const left = [...pages]
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html><head><title>Weather</title></head><body>${left.shift()}</body></html>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
