import type { BlockId, ChapterId, ProjectId, ProjectVoiceId } from '#server/base/ids.ts'
import type { BlockType, blocks, chapters, projects, projectVoices } from '#server/storage/schema.ts'

/** A work being voiced. */
export type Project = typeof projects.$inferSelect

/** A voice as one project uses it. */
export type ProjectVoice = typeof projectVoices.$inferSelect

/** The part of a project that is converted. */
export type Chapter = typeof chapters.$inferSelect

/** A paragraph or heading, whose nodes are runs of text in one voice each. */
export type Block = typeof blocks.$inferSelect

export interface ChapterKey {
  projectId: ProjectId
  chapterId: ChapterId
}

/** Content as it comes in: voices by their public ids, blocks with the ids they had, if they had one. */
export interface NewBlock {
  blockId?: BlockId | null
  subType: BlockType
  nodes: NewNode[]
  /** Whether it may be changed from now on; as before when not given. */
  isLocked?: boolean
}

export interface NewNode {
  voiceId: string
  /** Which of the project's references to the voice; another voice's, or an unknown one, means nothing. */
  voiceRefId?: ProjectVoiceId | null
  text: string
}

export interface NewChapter {
  name: string
  blocks: NewBlock[]
}

/** What the creation status says while the content of a project is about to be replaced by a document. */
export const creatingStatuses = ['pending', 'creating']

/** Whether the content of a project is about to be replaced by a document. */
export function isBeingImported({ creationStatus }: Project): boolean {
  return creatingStatuses.includes(creationStatus)
}
