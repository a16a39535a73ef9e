import { toSeconds } from '#server/audio/track.ts'
import { openTurn } from '#server/base/give-way.ts'
import { listProjectVoices } from '#server/projects/find-project.ts'
import type { Book } from '../book.ts'
import type { Container, ContainerNeeds, ExportWork } from '../container.ts'
import { type Cue, type CueLimits, toCues } from '../cues.ts'
import { readSpeakerNames } from '../speaker-names.ts'
import { textSource } from '../text-source.ts'
import { readTimedChapters } from '../timed-text.ts'

/** What players of podcasts ask of SubRip. Source: github.com/Podcastindex-org/podcast-namespace, transcripts.md */
const srtLimits: CueLimits = { lineCharacters: 32, lines: 2 }
/** Source: Netflix, "English Timed Text Style Guide", of lines; the podcast namespace allows 65. */
const vttLimits: CueLimits = { lineCharacters: 42, lines: 2 }

export const srtContainer: Container<'srt'> = {
  format: 'srt',
  contentType: 'application/x-subrip',
  extension: 'srt',
  bitrates: [],
  hasSound: false,
  perChapter: 'yes',
  open: async (needs, book, _options, work) => textSource(writeSrt(needs, book, work)),
}

export const vttContainer: Container<'vtt'> = {
  format: 'vtt',
  contentType: 'text/vtt; charset=utf-8',
  extension: 'vtt',
  bitrates: [],
  hasSound: false,
  perChapter: 'yes',
  async dependsOn({ db }, projectId) {
    return JSON.stringify((await listProjectVoices(db, projectId)).map(({ voiceId, alias }) => [voiceId, alias]))
  },
  open: async (needs, book, _options, work) => textSource(writeVtt(needs, book, work)),
}

async function* writeSrt(needs: ContainerNeeds, book: Book, work: ExportWork): AsyncGenerator<string> {
  let number = 0
  for await (const { lines, ...cue } of readCues(needs, book, srtLimits, work)) {
    number++
    yield `${number}\n${toSpan(cue, ',')}\n${lines.map(toSrtLine).join('\n')}\n\n`
  }
}

/** SubRip has no way to write what looks like its own arrow or an empty line. */
function toSrtLine(line: string): string {
  return line.replaceAll('-->', '→')
}

/** Source: W3C, "WebVTT: The Web Video Text Tracks Format". Speakers are named where there are several. */
async function* writeVtt(needs: ContainerNeeds, book: Book, work: ExportWork): AsyncGenerator<string> {
  const names = await readSpeakerNames(needs, book)
  yield 'WEBVTT\n\n'
  for await (const { lines, voiceId, ...cue } of readCues(needs, book, vttLimits, work)) {
    const name = names.size > 1 && voiceId !== undefined ? names.get(voiceId) : undefined
    const text = lines.map(escapeVtt).join('\n')
    const spoken = name === undefined ? text : `<v ${escapeVtt(name.replace(/\s+/gu, ' '))}>${text}</v>`
    yield `${toSpan(cue, '.')}\n${spoken}\n\n`
  }
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

async function* readCues({ db }: ContainerNeeds, book: Book, limits: CueLimits, work: ExportWork): AsyncGenerator<Cue> {
  const total = toSeconds(book.snapshot.sampleCount)
  const giveWay = openTurn()
  for await (const { blocks } of readTimedChapters(db, book)) {
    work.signal.throwIfAborted()
    const sentences = blocks.flatMap((block) => block.sentences)
    for (const cue of toCues(sentences, limits)) {
      yield { ...cue, endSeconds: Math.min(cue.endSeconds, total) }
      await giveWay()
    }
  }
}

/** `00:00:01.500 --> 00:00:03.000`; a cue has at least a millisecond. */
function toSpan({ startSeconds, endSeconds }: Omit<Cue, 'lines' | 'voiceId'>, point: string): string {
  const start = Math.round(startSeconds * 1_000)
  const end = Math.max(start + 1, Math.round(endSeconds * 1_000))
  return `${toClock(start, point)} --> ${toClock(end, point)}`
}

function toClock(milliseconds: number, point: string): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  const seconds = milliseconds / 1_000
  const rest = String(milliseconds % 1_000).padStart(3, '0')
  return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}${point}${rest}`
}
