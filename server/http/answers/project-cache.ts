import { ProjectExtendedResponseModel } from '#contract/projects.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { getRevision, type Revision } from '#server/projects/find-project.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { askTogether } from './ask-together.ts'
import { type InTurn, type Making, madeInTurn, openMaking } from './making.ts'
import { readProject } from './read-project.ts'
import { type BytesReply, jsonListReply } from './send-bytes.ts'

/** The answers of GET project, made once for each revision: browsers and scripts ask for it every second while converting. */
export interface ProjectCache {
  /** @param inTurn does what has to be made when it is the asker's turn @throws StudioError `project_not_found` */
  get(studio: Studio, projectId: ProjectId, role: Role, inTurn: InTurn): Promise<BytesReply>
}

/** An answer, and what it is at least as new as. */
interface Entry {
  revision: Revision
  begunAt: number
  answer: Making
  /** What it holds in memory, as soon as that is known. */
  byteLength: number
}

/** Of all answers that are kept. */
const usualBytes = 64 * 1024 * 1024
/** The least that one of them counts for. */
const leastBytes = 65_536
/**
 * A project that is being converted changes every few milliseconds. Only such progress may be shown so much later; what
 * people do, and how what they asked for ends, is shown at once.
 */
const progressDelayMilliseconds = 250

/** @param mostBytes of all answers that are kept */
export function openProjectCache(mostBytes = usualBytes): ProjectCache {
  const entries = new Map<string, Entry>()
  const renewing = new Map<string, Entry>()
  const askRevision = askTogether(getRevision)

  function begin(studio: Studio, projectId: ProjectId, role: Role, revision: Revision): Entry {
    const answer = openMaking(() => makeAnswer(studio, projectId, role))
    const entry = { revision, begunAt: performance.now(), answer, byteLength: leastBytes }
    answer.ended.then(
      ({ bytes }) => {
        entry.byteLength += (bytes as Uint8Array).byteLength
        makeRoom()
      },
      () => {},
    )
    return entry
  }

  function keep(key: string, entry: Entry): Entry {
    entry.answer.ended.catch(() => entries.get(key) === entry && entries.delete(key))
    entries.delete(key) // so that it becomes the youngest
    entries.set(key, entry)
    makeRoom()
    return entry
  }

  /** The oldest go first. */
  function makeRoom(): void {
    let byteLength = entries.values().reduce((sum, entry) => sum + entry.byteLength, 0)
    for (const [key, entry] of entries) {
      if (byteLength <= mostBytes) return
      byteLength -= entry.byteLength
      entries.delete(key)
    }
  }

  /** Makes the next answer while the last one is still given. */
  function renew(key: string, make: () => Entry, inTurn: InTurn): Entry {
    const entry = renewing.get(key) ?? make()
    if (renewing.has(key)) return entry
    renewing.set(key, entry)
    const isNewer = () => entry.revision.count > (entries.get(key)?.revision.count ?? 0)
    madeInTurn(entry.answer, inTurn)
      .then(() => isNewer() && keep(key, entry))
      .finally(() => renewing.delete(key))
      .catch(() => {})
    return entry
  }

  return {
    async get(studio, projectId, role, inTurn) {
      // The revision is read first: what changes in between is shown too early then, never too late.
      const revision = await askRevision(studio.db, projectId)
      const key = `${role} ${projectId} ${studio.voices.revision}`
      const make = () => begin(studio, projectId, role, revision)
      const give = ({ answer }: Entry) => madeInTurn(answer, inTurn)
      const entry = entries.get(key)
      if (!entry || !hasAllButProgress(entry.revision, revision)) return give(keep(key, make()))
      if (entry.revision.count >= revision.count) return give(entry)
      const age = performance.now() - entry.begunAt
      if (age < progressDelayMilliseconds) return give(entry)
      const next = renew(key, make, inTurn)
      return give(age < 2 * progressDelayMilliseconds ? entry : next)
    },
  }
}

function hasAllButProgress(made: Revision, asked: Revision): boolean {
  return made.count - made.progress >= asked.count - asked.progress
}

async function makeAnswer(studio: Studio, projectId: ProjectId, role: Role): Promise<BytesReply> {
  return jsonListReply(ProjectExtendedResponseModel, 'chapters', await readProject(studio, projectId, role))
}
