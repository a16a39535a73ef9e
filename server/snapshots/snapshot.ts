import type { ChapterId, ChapterSnapshotId, ConversionId, ProjectId, ProjectSnapshotId } from '#server/base/ids.ts'
import type { Manifest } from './manifest.ts'

/** What the audio file says of itself; fixed when the snapshot is published. */
export interface SnapshotTags {
  /** Of the work. */
  album: string
  author: string | null
  isbn: string | null
  language: string | null
  year: string | null
  /** Position of a chapter in its project, from 1. */
  track?: number
}

/** A finished conversion of a chapter, without the manifest: that is read when it is needed. */
export interface ChapterSnapshot {
  id: ChapterSnapshotId
  projectId: ProjectId
  chapterId: ChapterId
  conversionId: ConversionId
  name: string
  createdAt: Date
  /** At 44,100 Hz. */
  sampleCount: number
  tags: SnapshotTags
}

export interface ChapterSnapshotContent {
  manifest: Manifest
  /** Start and end of each written code point, in samples at 44,100 Hz. */
  characterTimes: Uint32Array
}

/** A finished conversion of a project: chapter snapshots in order, and the sample where each begins. */
export interface ProjectSnapshot {
  id: ProjectSnapshotId
  projectId: ProjectId
  conversionId: ConversionId
  name: string
  createdAt: Date
  /** At 44,100 Hz. */
  sampleCount: number
  chapters: { id: ChapterSnapshotId; name: string; startSample: number; sampleCount: number }[]
  tags: SnapshotTags
}

/** What a list tells of it: a project may have thousands, and each of them hundreds of chapters. */
export type ListedSnapshot = Omit<ProjectSnapshot, 'chapters' | 'tags'>
export type ListedChapterSnapshot = Omit<ChapterSnapshot, 'tags'>
