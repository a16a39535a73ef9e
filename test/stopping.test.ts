import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempDisposable } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ApiClient } from './api-client.ts'
import { toBlock } from './studio.ts'
import { kill, Service } from './torture/service.ts'
import { until } from './until.ts'

// These look for the processes of a studio in /proc.
const onLinux = { skip: process.platform !== 'linux', timeout: 120_000 }

const environment = { LECTERN_ENGINE_DEFAULT: 'tone', LECTERN_LOG_LEVEL: 'warn' }
const longParagraph = 'It rained all day, and nobody came to see how the river rose behind the empty house. '.repeat(5)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(
    `${signal === 'SIGINT' ? 'proof: ' : ''}${signal} ends a studio gently while it converts, and its next start goes on`,
    onLinux,
    async () => {
      await using folder = await openFolder()
      const projectId = await startConverting(folder.path, async (service) => {
        await using _unused = await openConnection(service)
        // Ctrl-C reaches all processes of the terminal, and npm sends it once more.
        if (signal === 'SIGINT') for (const { pid } of listOurs(service)) process.kill(pid, signal)
        assert.equal(await service.stop(signal), 0)
        assert.deepEqual(service.listProcesses(), [])
      })
      await using again = new Service({ folder: folder.path, environment })
      await again.firstReady
      await untilDownloadable(again, projectId)
    },
  )
}

test('proof: a studio that lost its database a moment ago can be stopped', onLinux, async () => {
  await using folder = await openFolder()
  await startConverting(folder.path, async (service) => {
    for (const { pid, kind } of service.listProcesses()) if (kind === 'postmaster') kill(pid)
    assert.equal(await service.stop(), 0)
    assert.deepEqual(service.listProcesses(), [])
  })
})

test('proof: a studio that is just starting can be stopped', onLinux, async () => {
  await using folder = await openFolder()
  await using service = new Service({ folder: folder.path, environment })
  await until('it starts its database', () => service.listProcesses().some(({ kind }) => kind === 'postmaster'))
  assert.equal(await service.stop(), 0)
  assert.deepEqual(service.listProcesses(), [])
})

async function startConverting(folder: string, then: (service: Service) => Promise<void>): Promise<string> {
  await using service = new Service({ folder, environment })
  await service.firstReady
  const api = new ApiClient(service.baseUrl)
  const blocks = Array.from({ length: 4 }, (_, index) => toBlock(`${index}. ${longParagraph}`, 'flite-slt'))
  const content = JSON.stringify([{ name: 'Rain', blocks }])
  const { body } = await api.form('/v1/studio/projects', { name: 'Rain', from_content_json: content })
  const projectId = body.project.project_id
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  await until('something is spoken', async () => {
    const { chapters } = (await api.get(`/v1/studio/projects/${projectId}`)).body
    return chapters[0].conversion_progress > 0
  })
  await then(service)
  return projectId
}

async function untilDownloadable({ baseUrl }: Service, projectId: string): Promise<void> {
  const api = new ApiClient(baseUrl)
  await until('it is converted', async () => {
    const { body } = await api.get(`/v1/studio/projects/${projectId}`)
    return body.state === 'default' && body.can_be_downloaded
  })
}

function listOurs(service: Service) {
  return service.listProcesses().filter(({ kind }) => kind === 'web' || kind === 'worker')
}

async function openConnection({ baseUrl }: Service): Promise<AsyncDisposable> {
  const { hostname, port } = new URL(baseUrl)
  const connection = connect(Number(port), hostname)
  await once(connection, 'connect')
  return { [Symbol.asyncDispose]: async () => void connection.destroy() }
}

function openFolder() {
  return mkdtempDisposable(join(tmpdir(), 'lectern-stopping-'))
}
