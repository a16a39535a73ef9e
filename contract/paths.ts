import { z } from 'zod'

/** An id in a path. Opaque: one that names nothing is simply not found later. */
export const PathId = z.string().min(1).max(64)
/** Which kind of thing an id names, in our words, so that no id is taken for another. */
const ProjectId = PathId.brand<'project'>()
const ChapterId = PathId.brand<'chapter'>()
const DictionaryId = PathId.brand<'pronunciation dictionary'>()
const VersionId = PathId.brand<'pronunciation dictionary version'>()

export const ProjectPath = z.object({ project_id: ProjectId })
export type ProjectPath = z.infer<typeof ProjectPath>

export const ProjectSnapshotPath = ProjectPath.extend({ project_snapshot_id: PathId.brand<'project snapshot'>() })
export type ProjectSnapshotPath = z.infer<typeof ProjectSnapshotPath>

export const ChapterPath = ProjectPath.extend({ chapter_id: ChapterId })
export type ChapterPath = z.infer<typeof ChapterPath>

export const ChapterSnapshotPath = ChapterPath.extend({ chapter_snapshot_id: PathId.brand<'chapter snapshot'>() })
export type ChapterSnapshotPath = z.infer<typeof ChapterSnapshotPath>

export const VoicePath = z.object({ voice_id: PathId })
export type VoicePath = z.infer<typeof VoicePath>

export const DictionaryPath = z.object({ pronunciation_dictionary_id: DictionaryId })
export type DictionaryPath = z.infer<typeof DictionaryPath>

/** Of the download; the public API calls the dictionary differently there. */
export const DictionaryVersionPath = z.object({ dictionary_id: DictionaryId, version_id: VersionId })
export type DictionaryVersionPath = z.infer<typeof DictionaryVersionPath>

export const HistoryItemPath = z.object({ history_item_id: PathId.brand<'history item'>() })
export type HistoryItemPath = z.infer<typeof HistoryItemPath>

export const VoiceSamplePath = VoicePath.extend({ sample_id: PathId })
export type VoiceSamplePath = z.infer<typeof VoiceSamplePath>

export const VoiceCollectionPath = z.object({ collection_id: PathId.brand<'voice collection'>() })
export type VoiceCollectionPath = z.infer<typeof VoiceCollectionPath>

export const VoiceMembershipPath = VoiceCollectionPath.extend({ voice_id: PathId })
export type VoiceMembershipPath = z.infer<typeof VoiceMembershipPath>
