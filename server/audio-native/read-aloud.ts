import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { readStatus } from '#server/converting/project-status.ts'
import { type ContentSource, createFilledProject, refillProject } from '#server/importing/fill-project.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { Asker } from '#server/keys/key-usage.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import type { Guard } from '#server/net/guarded-fetch.ts'
import type { NewProject } from '#server/projects/create-project.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { isUniqueViolation } from '#server/storage/database-error.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import {
  findAudioNativeOfPage,
  getAudioNative,
  holdSnapshot,
  insertAudioNative,
  type NewAudioNative,
  nameAudioNative,
  playNewest,
} from './audio-native-store.ts'

type Needs = { config: Config; db: Database; jobs: Jobs; voices: VoiceCatalogue }

/** A project, and whether what it says is being made into sound. */
export interface AudioNativeChange {
  project: Project
  isConverting: boolean
}

/** Creates a project that other pages may play. @throws StudioError as `createFilledProject` */
export async function createAudioNative(
  needs: Needs,
  given: NewProject,
  source: ContentSource,
  player: Partial<Omit<NewAudioNative, 'projectId'>>,
  { autoConvert, asker }: { autoConvert: boolean; asker?: Asker },
): Promise<AudioNativeChange> {
  const project = await createFilledProject(needs, given, source, {
    autoConvert,
    asker,
    also: (db, projectId) => insertAudioNative(db, { ...player, projectId }),
  })
  return toChange(needs, project, autoConvert)
}

/**
 * Replaces what a project says, when there is a source. Unless it is to be published, the player stays with what it plays.
 * @throws StudioError `project_not_found`; as `refillProject`
 */
export async function updateAudioNative(
  needs: Needs,
  projectId: ProjectId,
  source: ContentSource,
  { autoConvert, autoPublish, asker }: { autoConvert: boolean; autoPublish: boolean; asker?: Asker },
): Promise<AudioNativeChange> {
  await getAudioNative(needs.db, projectId)
  const project = await refillProject(needs, projectId, source, {
    autoConvert,
    asker,
    also: async (db) =>
      autoPublish ? playNewest(db, projectId) : holdSnapshot(db, await getAudioNative(db, projectId)),
  })
  return toChange(needs, project, autoConvert)
}

/** A page that is to be read aloud; title and author stay as they were where they are not given. */
export interface PageToRead {
  url: string
  title?: string | null
  author?: string | null
  /** Who asks for it. */
  asker?: Asker
}

/**
 * Reads a page aloud and publishes it: anew when it was read before, and else as a new project.
 * @throws StudioError `invalid_parameters` for a URL that may not be fetched, `already_processing`
 */
export async function readPageAloud(
  needs: Needs & { outgoing: Guard },
  { url: given, ...about }: PageToRead,
): Promise<AudioNativeChange> {
  const url = assertAllowedUrl(given, needs.outgoing, 'url')
  url.hash = ''
  const source: ContentSource = { kind: 'document', document: { url: url.href } }
  const known = await findAudioNativeOfPage(needs.db, url.href)
  const project = known
    ? await readAgain(needs, known.projectId, source, about)
    : await readAsNew(needs, url, source, about)
  return toChange(needs, project, true)
}

type About = Omit<PageToRead, 'url'>

async function readAgain(
  needs: Needs,
  projectId: ProjectId,
  source: ContentSource,
  { asker, ...names }: About,
): Promise<Project> {
  const also = async (db: Database) => {
    await nameAudioNative(db, projectId, names)
    await playNewest(db, projectId)
  }
  return refillProject(needs, projectId, source, { autoConvert: true, asker, also })
}

async function readAsNew(
  needs: Needs,
  url: URL,
  source: ContentSource,
  { title, author, asker }: About,
): Promise<Project> {
  const given = { name: title ?? `${url.host}${url.pathname}`, title: title ?? undefined, author: author ?? undefined }
  try {
    return await createFilledProject(needs, given, source, {
      autoConvert: true,
      asker,
      also: (db, projectId) => insertAudioNative(db, { projectId, title, author, sourceUrl: url.href }),
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new StudioError('already_processing', `The page ${url.host}${url.pathname} is being read already.`)
  }
}

async function toChange({ db }: Needs, project: Project, isAsked: boolean): Promise<AudioNativeChange> {
  const { state } = await readStatus(db, project)
  return { project, isConverting: isAsked && state !== 'default' }
}
