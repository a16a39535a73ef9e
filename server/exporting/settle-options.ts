import type { Project } from '#server/projects/project.ts'
import type { Container } from './container.ts'
import type { AskedOptions, ExportOptions } from './export.ts'

/** Options that a format cannot honour, by their names. */
export class RefusedOptions extends Error {
  readonly refused: { option: keyof AskedOptions; message: string }[]

  constructor(refused: { option: keyof AskedOptions; message: string }[]) {
    super(refused.map(({ message }) => message).join(' '))
    this.refused = refused
  }
}

/** Decides what was left open, by the project as it is now. @throws RefusedOptions */
export function settleOptions(
  container: Container,
  asked: AskedOptions,
  project: Pick<Project, 'qualityPreset' | 'volumeNormalization'>,
): ExportOptions {
  const refused = listRefused(container, asked)
  if (refused.length > 0) throw new RefusedOptions(refused)
  const { bitrates, usualBitrate, hasSound, perChapter } = container
  const usual = usualBitrate === 'project' ? (project.qualityPreset === 'standard' ? 128 : 192) : usualBitrate
  const usualLoudness = project.volumeNormalization ? 'audiobook' : 'none'
  return {
    bitrateKbps: bitrates.length === 0 ? null : (asked.bitrateKbps ?? usual ?? null),
    chapterIds: asked.chapterIds ? [...new Set(asked.chapterIds)].sort() : null,
    perChapter: perChapter === 'always' || (asked.perChapter ?? false),
    loudness: hasSound ? (asked.loudness ?? usualLoudness) : 'none',
  }
}

function listRefused(container: Container, { bitrateKbps, perChapter, loudness }: AskedOptions) {
  const { format, bitrates, hasSound } = container
  const refused: RefusedOptions['refused'] = []
  const refuse = (option: keyof AskedOptions, message: string) => refused.push({ option, message })
  if (bitrateKbps !== undefined && bitrates.length === 0) refuse('bitrateKbps', `${format} has no bitrate.`)
  else if (bitrateKbps !== undefined && !bitrates.includes(bitrateKbps))
    refuse('bitrateKbps', `${format} is made with ${bitrates.join(', ')} kbps.`)
  if (perChapter && container.perChapter === 'no') refuse('perChapter', `${format} is made of a whole book.`)
  if (perChapter === false && container.perChapter === 'always')
    refuse('perChapter', `${format} has a file for each chapter.`)
  if (loudness !== undefined && loudness !== 'none' && !hasSound) refuse('loudness', `${format} has no sound.`)
  return refused
}
