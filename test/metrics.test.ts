import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

test('monitoring reads requests by route, queues, what each engine has spoken, what was encoded, and the event loop', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.convert(chapter)
  const figures = await until('what is counted is written down', async () => {
    await studio.stream(chapter)
    const read = await readFigures(studio)
    return read.get('lectern_renditions_total{result="kept"}') ? read : undefined
  })
  assert.equal(figures.get('lectern_takes_total{engine="tone"}'), 2)
  const seconds = figures.get('lectern_speech_seconds_total{engine="tone"}')!
  assert.ok(Math.abs(seconds - 'It was dark.Rain fell.'.length * 0.05) < 1e-6)
  assert.ok(figures.get('lectern_speaking_seconds_total{engine="tone"}')! > 0)
  assert.equal(figures.get('lectern_renditions_total{result="made"}'), 1)
  assert.equal(figures.get('lectern_queue_jobs{queue="speak.tone",state="waiting"}'), 0)
  assert.equal(figures.get('lectern_workers'), 1)
  assert.ok(figures.get('lectern_storage_bytes{kind="takes"}')! > 0)
  assert.ok([...figures.keys()].some((name) => name.startsWith('nodejs_eventloop_lag')))
  const route = '/v1/studio/projects/:project_id/chapters/:chapter_id/convert'
  assert.equal(figures.get(`lectern_http_request_seconds_count{method="POST",route="${route}",status="2xx"}`), 1)
})

test('other machines need the token for it, and so does everybody once there is one', async () => {
  const key = { LECTERN_API_KEYS: 'me:secret-key' }
  await using open = await openTestStudio({ environment: key })
  assert.equal((await ask(open)).status, 200)
  assert.equal((await ask(open, { 'x-forwarded-for': '192.0.2.7' })).status, 403)
  await using guarded = await openTestStudio({ environment: { ...key, LECTERN_METRICS_TOKEN: 'for-prometheus' } })
  assert.equal((await ask(guarded)).status, 401)
  assert.equal((await ask(guarded, { authorization: 'Bearer secret-key' })).status, 401)
  assert.equal((await ask(guarded, { authorization: 'Bearer for-prometheus' })).status, 200)
})

function ask(studio: TestStudio, headers: Record<string, string> = {}): Promise<Response> {
  return studio.api.fetch('/metrics', { method: 'GET', headers })
}

async function readFigures(studio: TestStudio): Promise<Map<string, number>> {
  const lines = (await (await ask(studio)).text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))]
    }),
  )
}
