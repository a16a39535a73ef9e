import { makeParagraphs } from './texts.ts'

/** Paragraphs of about 300 characters in each of so many chapters, as clients write them; the same seed gives the same. */
export function makeContent(chapters: number, blocksPerChapter: number, seed = 0): object[] {
  return Array.from({ length: chapters }, (_, index) => ({
    name: `Chapter ${index + 1}`,
    blocks: makeParagraphs(blocksPerChapter, 300, seed + index).map((text) => ({
      sub_type: 'p',
      nodes: [{ type: 'tts_node', voice_id: 'tone-a', text }],
    })),
  }))
}

/** Creates a project of chapters over HTTP, and answers its id. */
export async function createProject(baseUrl: string, content: object[]): Promise<string> {
  const form = new FormData()
  form.append('name', 'Bench')
  form.append('from_content_json', JSON.stringify(content))
  const created = (await post(`${baseUrl}/v1/studio/projects`, form)) as { project: { project_id: string } }
  return created.project.project_id
}

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked into freely
export async function get(url: string): Promise<any> {
  return read(await fetch(url))
}

export async function post(url: string, body?: FormData | object): Promise<unknown> {
  if (!body || body instanceof FormData) return read(await fetch(url, { method: 'POST', body }))
  const headers = { 'content-type': 'application/json' }
  return read(await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function read(answer: Response): Promise<unknown> {
  if (answer.status !== 200) throw new Error(`${answer.url}: ${await answer.text()}`)
  return answer.json()
}
