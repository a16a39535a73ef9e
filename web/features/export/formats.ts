import { missingCharacters } from '../../client/newest-snapshot.ts'
import type { Project } from '../../client/types.ts'

/** What a project can be taken away as. */
export const exportFormats = [
  { id: 'mp3', label: 'MP3' },
  { id: 'm4b', label: 'M4B audiobook' },
  { id: 'wav', label: 'WAV' },
  { id: 'flac', label: 'FLAC' },
  { id: 'opus', label: 'Opus' },
  { id: 'zip', label: 'ZIP of chapters' },
  { id: 'epub', label: 'EPUB read-along' },
  { id: 'srt', label: 'SRT captions' },
  { id: 'vtt', label: 'VTT captions' },
  { id: 'report', label: 'Report' },
] as const
export type ExportFormat = (typeof exportFormats)[number]['id']

/** From 0 to 1. */
export function spokenShareOf(project: Project): number {
  const spoken = project.chapters.reduce((sum, { statistics }) => sum + (statistics?.characters_converted ?? 0), 0)
  const all = spoken + missingCharacters(project)
  return all === 0 ? 1 : spoken / all
}
