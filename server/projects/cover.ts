import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { updateProject } from './edit-project.ts'
import { getProject, lockProject } from './find-project.ts'
import { readPicture } from './picture.ts'
import type { Project } from './project.ts'
import { type StoredAhead, storeAhead } from './stored-ahead.ts'

type Needs = { db: Database; files: FileStore }

/** A picture as files hold it. */
export interface Cover {
  mediaType: string
  width: number
  height: number
  bytes: Buffer
}

const coverLimits = { bytes: 10 * 1024 * 1024, pixels: 36_000_000 }

/**
 * Gives a project a picture: PNG, JPEG or WebP by its bytes. The one before goes.
 * @throws StudioError `project_not_found`, `invalid_picture`
 */
export async function setCover(needs: Needs, projectId: ProjectId, bytes: Buffer): Promise<Project> {
  const contentType = checkPicture(bytes)
  const before = (await getProject(needs.db, projectId)).cover
  const stored = await storeCover(needs.files, bytes, contentType)
  const project = await needs.db.transaction(async (db) => {
    await lockProject(db, projectId)
    await giveCover(db, projectId, stored)
    return getProject(db, projectId)
  })
  if (before) await needs.files.delete([before.fileKey])
  return project
}

/** The same with a file that was sent, which is not needed any more then. One that is too long is not even read. */
export async function takeSentCover(needs: Needs, projectId: ProjectId, fileKey: string): Promise<Project> {
  const sent = await needs.files.head(fileKey)
  if (sent) checkLength(sent.byteLength)
  const project = await setCover(needs, projectId, await needs.files.read(fileKey))
  await needs.files.delete([fileKey])
  return project
}

/** A picture that lies in the file store, and that no project has yet. */
export interface StoredCover {
  file: StoredAhead
  contentType: string
}

/** Stores a document's own picture, where a project has none; one that is no good is left. */
export async function storeOwnCover(
  files: FileStore,
  { cover }: Project,
  bytes: Buffer | undefined,
): Promise<StoredCover | undefined> {
  if (cover || !bytes || bytes.length > coverLimits.bytes) return undefined
  const picture = readPicture(bytes)
  if (!picture || picture.width * picture.height > coverLimits.pixels) return undefined
  return storeCover(files, bytes, picture.contentType)
}

/** Part of the caller's transaction. */
export async function giveCover(
  db: Transaction,
  projectId: ProjectId,
  { file, contentType }: StoredCover,
): Promise<void> {
  await updateProject(db, projectId, { cover: { fileKey: await file.hold(db), contentType } })
}

/** @throws StudioError `project_not_found` */
export async function deleteCover({ db, files }: Needs, projectId: ProjectId): Promise<void> {
  const { cover } = await getProject(db, projectId)
  if (!cover) return
  await updateProject(db, projectId, { cover: null })
  await files.delete([cover.fileKey])
}

/** The picture of a project, whole. @throws StudioError `file_not_found` */
export async function readCover({ files }: Pick<Needs, 'files'>, cover: NonNullable<Project['cover']>): Promise<Cover> {
  const bytes = await files.read(cover.fileKey)
  const { width, height } = readPicture(bytes)!
  return { mediaType: cover.contentType, width, height, bytes }
}

/** Where the picture of a project lies. @throws StudioError `project_not_found`, `cover_not_found`, `file_not_found` */
export async function getCover({ db, files }: Needs, projectId: ProjectId) {
  const { name, cover } = await getProject(db, projectId)
  const file = cover && (await files.head(cover.fileKey))
  if (!file) throw new StudioError('cover_not_found', `Project "${name.slice(0, 200)}" has no cover.`)
  return { ...cover, ...file }
}

async function storeCover(files: FileStore, bytes: Buffer, contentType: string): Promise<StoredCover> {
  return { file: await storeAhead(files, 'covers', () => bytes), contentType }
}

/** @returns its media type @throws StudioError `invalid_picture` */
export function checkPicture(bytes: Buffer): string {
  checkLength(bytes.length)
  const picture = readPicture(bytes)
  if (!picture) throw refused('is neither PNG, JPEG nor WebP')
  if (picture.width * picture.height > coverLimits.pixels) throw refused('has more than 36 megapixels')
  return picture.contentType
}

function checkLength(byteLength: number): void {
  if (byteLength > coverLimits.bytes) throw refused('has more than 10 MB')
}

function refused(why: string): StudioError {
  return new StudioError('invalid_picture', `The cover ${why}.`, { param: 'cover' })
}
