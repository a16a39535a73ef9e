import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startLectern } from '#server/cli/lectern-process.test-kit.ts'
import { buildWeb } from '../../scripts/build-web.js'
import { ApiClient } from '../api-client.ts'
import { openTestDatabase, toUrl } from '../database.ts'
import { findFreePort } from '../free-port.ts'
import { toBlock } from '../studio.ts'
import { until } from '../until.ts'
import { hasBrowser, launchChromium } from './browser.ts'

const options = { skip: hasBrowser ? false : 'there is no Chromium' }

test('the server is killed and started again while somebody types, and every word arrives', options, async () => {
  await buildWeb()
  await using parts = new AsyncDisposableStack()
  const database = parts.use(await openTestDatabase())
  const folder = parts.use(await mkdtempDisposable(join(tmpdir(), 'lectern-killed-')))
  const port = await findFreePort()
  const api = new ApiClient(`http://127.0.0.1:${port}`)
  const environment = {
    ...{ LECTERN_ROLE: 'web', LECTERN_ENGINE_DEFAULT: 'tone', DATABASE_URL: toUrl(database.connection) },
    ...{ LECTERN_DATA: folder.path, PORT: String(port) },
  }
  const start = async () => {
    const server = startLectern([], environment)
    parts.defer(async () => {
      server.kill('SIGKILL')
      await server.ended
    })
    await until(
      'it answers',
      () =>
        fetch(`${api.baseUrl}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { seconds: 120 },
    )
    return server
  }
  const server = await start()
  const content = JSON.stringify([{ name: 'One', blocks: [toBlock('It was dark.')] }])
  const { body } = await api.form('/v1/studio/projects', { name: 'Test', from_content_json: content })
  const browser = await launchChromium()
  parts.defer(() => browser.close())
  const page = await browser.newPage({ locale: 'en' })
  page.setDefaultTimeout(120_000)
  await page.goto(`${api.baseUrl}/projects/${body.project.project_id}`)
  await page.getByText('It was dark.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' Snow')
  server.kill('SIGKILL')
  await server.ended
  await page.keyboard.type(' fell on')
  await page.getByRole('status').getByText('Not connected – your changes are kept here').waitFor()
  await page.keyboard.type(' the')
  await start()
  await page.keyboard.type(' roofs.')
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor()
  const path = `/v1/studio/projects/${body.project.project_id}/chapters`
  const [chapter] = (await api.get(path)).body.chapters
  const { blocks } = (await api.get(`${path}/${chapter.chapter_id}`)).body.content
  assert.equal(blocks[0].nodes[0].text, 'It was dark. Snow fell on the roofs.')
})
