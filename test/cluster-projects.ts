import type { ApiClient } from './api-client.ts'
import type { TestCluster } from './cluster.ts'
import { until } from './until.ts'

/** A project of chapters of paragraphs. */
export async function addProject(api: ApiClient, chapters: [text: string, voiceId: string][][]): Promise<string> {
  const content = chapters.map((blocks, index) => ({
    name: `Chapter ${index + 1}`,
    blocks: blocks.map(([text, voice_id]) => ({ sub_type: 'p', nodes: [{ type: 'tts_node', voice_id, text }] })),
  }))
  const form = { name: 'Test', from_content_json: JSON.stringify(content) }
  return (await api.form('/v1/studio/projects', form)).body.project.project_id
}

export async function readProject(api: ApiClient, projectId: string) {
  return (await api.get(`/v1/studio/projects/${projectId}`)).body
}

/** Waits until nothing is converted any more, also through times in which nobody answers; answers the project. */
export async function untilIdle(api: ApiClient, projectId: string, patience = { seconds: 120 }) {
  const ask = async () => {
    const project = await readProject(api, projectId).catch(() => undefined)
    return project?.state === 'default' ? project : undefined
  }
  return until('the project is idle', ask, patience)
}

export async function voiceIds(api: ApiClient): Promise<string[]> {
  const { body } = await api.get('/v1/voices')
  return body.voices.map((voice: { voice_id: string }) => voice.voice_id)
}

export async function countTakes({ database }: Pick<TestCluster, 'database'>): Promise<number> {
  const { rows } = await database.pool.query('select count(*)::int as count from takes')
  return rows[0].count
}

/** The sound of a project's newest snapshot. */
export async function streamProject(api: ApiClient, projectId: string): Promise<Buffer> {
  const path = `/v1/studio/projects/${projectId}/snapshots`
  const { body } = await api.get(path)
  return (await api.bytes(`${path}/${body.snapshots[0].project_snapshot_id}/stream`)).bytes
}
