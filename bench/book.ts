import { setTimeout as delay } from 'node:timers/promises'
import { makeParagraphs } from './texts.ts'

// A book of so many hours in a running service, from a text file on; the tone engine says a character in 50 ms.

const charactersPerHour = 72_000
const chaptersPerHour = 4

/** Imports a book, and answers the address of its project. */
export async function importBook(baseUrl: string, hours: number): Promise<string> {
  const projects = `${baseUrl}/v1/studio/projects`
  const form = new FormData()
  form.append('name', 'Book')
  form.append('default_paragraph_voice_id', 'tone-a')
  form.append('from_document', new Blob([makeBook(hours)], { type: 'text/plain' }), 'book.txt')
  const created = await ask<{ project: { project_id: string } }>(projects, 'POST', form)
  const project = `${projects}/${created.project.project_id}`
  await untilIdle(project)
  return project
}

/** @param project its address */
export async function convertBook(project: string): Promise<void> {
  await ask(`${project}/convert`, 'POST')
  await untilIdle(project)
}

/** The address of a project's newest snapshot. */
export async function newestSnapshot(project: string): Promise<string> {
  const { snapshots } = await ask<{ snapshots: { project_snapshot_id: string }[] }>(`${project}/snapshots`)
  return `${project}/snapshots/${snapshots[0]!.project_snapshot_id}`
}

function makeBook(hours: number): string {
  const chapters = Array.from({ length: hours * chaptersPerHour }, (_, index) => {
    const paragraphs = makeParagraphs(charactersPerHour / chaptersPerHour / 300, 300, index)
    return [`CHAPTER ${index + 1}`, ...paragraphs].join('\n\n')
  })
  return chapters.join('\n\n\n')
}

async function untilIdle(url: string): Promise<void> {
  for (;;) {
    const { state } = await ask<{ state: string }>(url)
    if (state === 'default') return
    await delay(500)
  }
}

async function ask<Answer>(url: string, method = 'GET', body?: FormData): Promise<Answer> {
  const answer = await fetch(url, { method, body })
  if (answer.status !== 200) throw new Error(`${url}: ${await answer.text()}`)
  return (await answer.json()) as Answer
}
