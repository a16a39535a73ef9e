import { openAsBlob } from 'node:fs'
import { homedir } from 'node:os'
import { basename, extname, isAbsolute, join, parse } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { importers } from '#server/importing/reading/importers.ts'
import { toFileName } from '#server/snapshots/archive-name.ts'
import type { Lectern } from './lectern-client.ts'

/** Something that an assistant can do. What `run` answers is shown to it as JSON. */
export interface Tool<Input extends z.ZodRawShape = z.ZodRawShape> {
  name: string
  description: string
  input: Input
  /** Changes nothing. */
  isReading?: boolean
  run(lectern: Lectern, input: z.output<z.ZodObject<Input>>, signal: AbortSignal): Promise<object>
}

const tool = <Input extends z.ZodRawShape>(one: Tool<Input>): Tool => one as unknown as Tool

const projectId = z.string().describe('The id of the project, as create_project or list_projects answer it')
const outputPath = z
  .string()
  .optional()
  .describe(
    'Absolute path of the file to write, with the ending of its kind, or of a folder; the folder Lectern of the home folder when left out. No file is replaced: see the path in the answer',
  )

interface Project {
  project_id: string
  name: string
  state: string
  creation_meta: { status: string; creation_progress: number } | null
}
interface Chapter {
  chapter_id: string
  name: string
  state: string
  conversion_progress: number | null
  last_conversion_error: string | null
}
interface Export {
  export_id: string
  state: 'queued' | 'working' | 'ready' | 'failed'
  progress: number
  file_name: string
  error: { message: string } | null
}

const listVoices = tool({
  name: 'list_voices',
  description: 'List the voices that can speak, with their ids, languages and labels.',
  input: { search: z.string().optional().describe('Only voices with this in their name, description or labels') },
  isReading: true,
  async run(lectern, { search }) {
    const query = new URLSearchParams({ page_size: '100', ...(search && { search }) })
    const { voices } = await lectern.get<{ voices: { voice_id: string; name: string; labels: object }[] }>(
      `/v2/voices?${query}`,
    )
    return { voices: voices.map(({ voice_id, name, labels }) => ({ voice_id, name, labels })) }
  },
})

const speakText = tool({
  name: 'speak_text',
  description: 'Speak a text into an MP3 file: for notices, samples and short pieces. Long works are projects.',
  input: {
    text: z.string().min(1).describe('What is to be said'),
    voice: z.string().optional().describe('Id or name of a voice; the default voice when left out'),
    output_path: outputPath,
  },
  async run(lectern, { text, voice, output_path }) {
    const words = text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
    const file = toPath(output_path, words.slice(0, 40) || 'speech', 'mp3')
    const { path, byteLength } = await lectern.download('/v1/audio/speech', file, {
      input: text,
      ...(voice && { voice }),
    })
    return { path, byte_length: byteLength }
  },
})

const listProjects = tool({
  name: 'list_projects',
  description: 'List the projects: books and texts that are, or can be, turned into sound.',
  input: {},
  isReading: true,
  async run(lectern) {
    const { projects } = await lectern.get<{ projects: Project[] }>('/v1/studio/projects')
    return { projects: projects.map(({ project_id, name, state }) => ({ project_id, name, state })) }
  },
})

const createProject = tool({
  name: 'create_project',
  description:
    'Make a project of a document (EPUB, PDF, DOCX, HTML, Markdown, text), of a web page, or of a text, and convert it unless told otherwise. Give one of file, url and text.',
  input: {
    name: z.string().min(1).describe('What the project is called'),
    file: z.string().optional().describe('Absolute path of a document on this machine'),
    url: z.string().optional().describe('Address of a web page or document'),
    text: z.string().optional().describe('The text itself; an empty line begins a new paragraph'),
    voice_id: z.string().optional().describe('Who reads; the default voice when left out'),
    convert: z.boolean().default(true).describe('Whether to turn it into sound at once'),
  },
  async run(lectern, { name, file, url, text, voice_id, convert }) {
    if ([file, url, text].filter((source) => source !== undefined).length !== 1)
      throw new Error('Give one of file, url and text.')
    const form = new FormData()
    form.set('name', name)
    form.set('auto_convert', String(convert))
    if (voice_id) for (const kind of ['title', 'paragraph']) form.set(`default_${kind}_voice_id`, voice_id)
    if (url) form.set('from_url', url)
    if (file) form.set('from_document', await openDocument(file), basename(file))
    if (text) form.set('from_document', new Blob([text], { type: 'text/plain' }), 'text.txt')
    const { project } = await lectern.post<{ project: Project }>('/v1/studio/projects', form)
    return { project_id: project.project_id, state: project.state, next: 'Ask project_state until it is converted.' }
  },
})

const convertProject = tool({
  name: 'convert_project',
  description: 'Turn all of a project into sound. What was spoken before is not spoken again.',
  input: { project_id: projectId },
  async run(lectern, { project_id }) {
    await lectern.post(`/v1/studio/projects/${encodeURIComponent(project_id)}/convert`)
    return { project_id, state: 'converting', next: 'Ask project_state until it is converted.' }
  },
})

const projectState = tool({
  name: 'project_state',
  description: 'How far a project is: imported, converting, or converted with a snapshot that can be exported.',
  input: { project_id: projectId },
  isReading: true,
  async run(lectern, { project_id }) {
    const path = `/v1/studio/projects/${encodeURIComponent(project_id)}`
    const project = await lectern.get<Project & { chapters: Chapter[] }>(path)
    const snapshot = await newestSnapshot(lectern, project_id)
    return {
      ...{ project_id, name: project.name, state: project.state, import: project.creation_meta },
      is_converted: snapshot !== undefined && project.state === 'default',
      chapters: project.chapters.map(({ chapter_id, name, state, conversion_progress, last_conversion_error }) => {
        return { chapter_id, name, state, progress: conversion_progress, error: last_conversion_error }
      }),
    }
  },
})

const exportFormats = ['mp3', 'm4b', 'wav', 'flac', 'opus', 'zip', 'epub', 'srt', 'vtt', 'json'] as const
/** Clients of the protocol give up after a minute. */
const patienceMilliseconds = 45_000

const exportProject = tool({
  name: 'export_project',
  description:
    'Write the newest conversion of a project into a file: an audiobook (m4b, mp3, zip), a read-along EPUB, captions (srt, vtt) or sound without loss (wav, flac). If it is not ready in time, call it again with the same values.',
  input: {
    project_id: projectId,
    format: z.enum(exportFormats).default('mp3').describe('What kind of file'),
    output_path: outputPath,
  },
  async run(lectern, { project_id, format, output_path }, signal) {
    const snapshot = await newestSnapshot(lectern, project_id)
    if (!snapshot) throw new Error('This project has not been converted yet.')
    const exports = `/lectern/v1/projects/${encodeURIComponent(project_id)}/snapshots/${snapshot}/exports/${format}`
    const made = await untilMade(lectern, await lectern.post<Export>(exports), signal)
    if (made.state === 'failed') throw new Error(made.error?.message ?? 'The export failed.')
    if (made.state !== 'ready')
      return { state: made.state, progress: made.progress, next: 'Call export_project again in a while.' }
    const file = toPath(output_path, parse(made.file_name).name, format)
    const { path, byteLength } = await lectern.download(`/lectern/v1/exports/${made.export_id}/file`, file)
    return { state: 'ready', path, byte_length: byteLength }
  },
})

export const tools: Tool[] = [
  listVoices,
  speakText,
  listProjects,
  createProject,
  convertProject,
  projectState,
  exportProject,
]

async function untilMade(lectern: Lectern, asked: Export, signal: AbortSignal): Promise<Export> {
  const startedAt = performance.now()
  let one = asked
  while ((one.state === 'queued' || one.state === 'working') && performance.now() - startedAt < patienceMilliseconds) {
    await delay(500, undefined, { signal })
    one = await lectern.get<Export>(`/lectern/v1/exports/${one.export_id}`)
  }
  return one
}

async function newestSnapshot(lectern: Lectern, project: string): Promise<string | undefined> {
  const path = `/v1/studio/projects/${encodeURIComponent(project)}/snapshots`
  const { snapshots } = await lectern.get<{ snapshots: { project_snapshot_id: string }[] }>(path)
  return snapshots[0]?.project_snapshot_id
}

/** What an assistant was talked into reading is at least a document: no key, and no file of settings. @throws Error */
async function openDocument(file: string): Promise<Blob> {
  const endings = importers.flatMap(({ extensions }) => extensions)
  if (isAbsolute(file) && endings.includes(extname(file).slice(1).toLowerCase())) return openAsBlob(file)
  throw new Error(`file is to be the absolute path of a document: ${endings.map((ending) => `.${ending}`).join(', ')}.`)
}

/**
 * Where a file belongs. Whoever named it, the assistant or the server, it is of the kind that was asked for, and none that is hidden.
 * @throws Error for a path that would lie wherever the assistant was started, or that has another ending
 */
function toPath(asked: string | undefined, name: string, ending: string): string {
  const fileName = `${toFileName(name) || 'book'}.${ending}`
  if (asked === undefined) return join(homedir(), 'Lectern', fileName)
  if (!isAbsolute(asked)) throw new Error('output_path is to be an absolute path.')
  if (extname(asked) === '') return join(asked, fileName)
  if (extname(asked).toLowerCase() === `.${ending}`) return asked
  throw new Error(`output_path is to end in .${ending}, or to be a folder.`)
}
