import { ProjectExtendedResponseModel } from '#contract/projects.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { getRevision } from '#server/projects/find-project.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { readProject } from './read-project.ts'
import { type BytesReply, jsonReply } from './send-bytes.ts'

/** The answers of GET project, made once for each revision: browsers and scripts ask for it every second while converting. */
export interface ProjectCache {
  /** @throws StudioError `project_not_found` */
  get(studio: Studio, projectId: ProjectId, role: Role): Promise<BytesReply>
}

type Entry = { revision: number; answer: Promise<BytesReply> }

const entryLimit = 500

export function openProjectCache(): ProjectCache {
  const entries = new Map<string, Entry>()
  return {
    async get(studio, projectId, role) {
      // The revision is read first: what changes in between is shown too early then, never too late.
      const revision = await getRevision(studio.db, projectId)
      const key = `${role} ${projectId}`
      const entry = entries.get(key)
      if (entry?.revision === revision) return entry.answer
      const answer = makeAnswer(studio, projectId, role)
      answer.catch(() => entries.delete(key))
      entries.delete(key) // so that it becomes the youngest
      entries.set(key, { revision, answer })
      if (entries.size > entryLimit) entries.delete(entries.keys().next().value!)
      return answer
    },
  }
}

async function makeAnswer(studio: Studio, projectId: ProjectId, role: Role): Promise<BytesReply> {
  return jsonReply(ProjectExtendedResponseModel, await readProject(studio, projectId, role))
}
