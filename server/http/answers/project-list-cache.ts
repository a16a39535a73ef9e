import { GetProjectsResponseModel } from '#contract/projects.ts'
import { getListRevision } from '#server/projects/find-project.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { askTogether } from './ask-together.ts'
import { type InTurn, type Making, madeInTurn, openMaking } from './making.ts'
import { readProjects } from './read-project.ts'
import { type BytesReply, jsonReply } from './send-bytes.ts'

/** The list of all projects, written once until one of them changes: the progress of conversions is not in it. */
export interface ProjectListCache {
  /** @param inTurn does what has to be made when it is the asker's turn */
  get(studio: Studio, role: Role, inTurn: InTurn): Promise<BytesReply>
}

export function openProjectListCache(): ProjectListCache {
  const entries = new Map<Role, { revision: string; answer: Making }>()
  const askRevision = askTogether(getListRevision)
  return {
    async get(studio, role, inTurn) {
      // The revision is read first: what changes in between is shown too early then, never too late.
      const revision = `${studio.voices.revision} ${await askRevision(studio.db, undefined)}`
      const last = entries.get(role)
      if (last?.revision === revision) return madeInTurn(last.answer, inTurn)
      const answer = openMaking(() => makeAnswer(studio, role))
      const entry = { revision, answer }
      entries.set(role, entry)
      answer.ended.catch(() => entries.get(role) === entry && entries.delete(role))
      return madeInTurn(answer, inTurn)
    },
  }
}

async function makeAnswer(studio: Studio, role: Role): Promise<BytesReply> {
  return jsonReply(GetProjectsResponseModel, { projects: await readProjects(studio, role) })
}
