import type { Project } from '../../client/types.ts'

/** What a project can be taken away as; the server may not have all of them. */
export const exportFormats = [
  { id: 'mp3', label: 'MP3', isAlwaysThere: true },
  { id: 'm4b', label: 'M4B audiobook', isAlwaysThere: false },
  { id: 'wav', label: 'WAV', isAlwaysThere: false },
  { id: 'flac', label: 'FLAC', isAlwaysThere: false },
  { id: 'opus', label: 'Opus', isAlwaysThere: false },
  { id: 'zip', label: 'ZIP of chapters', isAlwaysThere: true },
  { id: 'epub', label: 'EPUB read-along', isAlwaysThere: false },
  { id: 'srt', label: 'SRT captions', isAlwaysThere: false },
  { id: 'vtt', label: 'VTT captions', isAlwaysThere: false },
  { id: 'report', label: 'Report', isAlwaysThere: false },
] as const
export type ExportFormat = (typeof exportFormats)[number]['id']

/** How many characters of a project are not spoken. */
export function missingCharacters({ chapters }: Project): number {
  return chapters.reduce((sum, { statistics }) => sum + (statistics?.characters_unconverted ?? 0), 0)
}

/** From 0 to 1. */
export function spokenShareOf(project: Project): number {
  const spoken = project.chapters.reduce((sum, { statistics }) => sum + (statistics?.characters_converted ?? 0), 0)
  const all = spoken + missingCharacters(project)
  return all === 0 ? 1 : spoken / all
}
