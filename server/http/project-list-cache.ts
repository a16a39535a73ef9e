import { GetProjectsResponseModel } from '#contract/projects.ts'
import { getListRevision } from '#server/projects/find-project.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { askTogether } from './ask-together.ts'
import { readProjects } from './read-project.ts'
import { type BytesReply, jsonListReply } from './send-bytes.ts'

/** The list of all projects, written once until one of them changes: the progress of conversions is not in it. */
export interface ProjectListCache {
  get(studio: Studio, role: Role): Promise<BytesReply>
}

export function openProjectListCache(): ProjectListCache {
  const entries = new Map<Role, { revision: string; answer: Promise<BytesReply> }>()
  const askRevision = askTogether(getListRevision)
  return {
    async get(studio, role) {
      // The revision is read first: what changes in between is shown too early then, never too late.
      const revision = `${studio.voices.revision} ${await askRevision(studio.db, undefined)}`
      const last = entries.get(role)
      if (last?.revision === revision) return last.answer
      const entry = { revision, answer: makeAnswer(studio, role) }
      entries.set(role, entry)
      entry.answer.catch(() => entries.get(role) === entry && entries.delete(role))
      return entry.answer
    },
  }
}

async function makeAnswer(studio: Studio, role: Role): Promise<BytesReply> {
  return jsonListReply(GetProjectsResponseModel, 'projects', { projects: await readProjects(studio, role) })
}
