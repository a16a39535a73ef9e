import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, readFile, stat } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { LoudnessPreset } from '#server/audio/loudness/volume-normalization.ts'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { containers, type ExportFormat } from '#server/exporting/containers.ts'
import { defaultImportLimits, inMegabytes } from '#server/importing/document/import-limits.ts'
import type { ReadingChoices } from '#server/importing/document/reading-choices.ts'
import { chooseImporter } from '#server/importing/reading/choose-importer.ts'
import { checkPicture } from '#server/projects/cover.ts'
import { misused } from '../command.ts'
import { checkOutput } from '../output-file.ts'
import { reasonOf } from '../reason-of.ts'
import { readChoices } from './read-choices.ts'

/** What `lectern make` was asked for, checked as far as that is possible before anything is opened. */
export interface MakeOrder {
  config: Config
  /** The document. */
  inputPath: string
  /** SHA-256 of its bytes. */
  inputHash: string
  outputs: Output[]
  /** The picture of the book, when it is not the document's own. */
  cover: Buffer | undefined
  loudness: LoudnessPreset
  voiceId: string | undefined
  /** Each character of the story has a voice of its own. */
  hasCast: boolean
  title: string | undefined
  author: string | undefined
  quality: Quality | undefined
  /** What is read of the document that is not prose, where that is not as usual. */
  choices: Partial<ReadingChoices>
}

/** A file to make. */
export interface Output {
  path: string
  format: ExportFormat
}

const qualities = ['standard', 'high', 'ultra', 'ultra_lossless'] as const
export type Quality = (typeof qualities)[number]

type Values = Partial<
  Record<'voice' | 'title' | 'author' | 'quality' | 'cover' | 'loudness' | keyof ReadingChoices, string>
> & { out?: string[]; cast?: boolean }

/** @throws StudioError `command_misused`, `input_unreadable`, `invalid_file_type`, `document_too_large`, `invalid_picture`, `output_refused` */
export async function readMakeOrder(config: Config, values: Values, positionals: string[]): Promise<MakeOrder> {
  const [input, ...more] = positionals
  if (input === undefined) throw misused('`lectern make` needs the document to read.')
  if (more.length > 0) throw misused(`\`lectern make\` takes one document, not also ${more.join(', ')}.`)
  if (!values.out?.length) throw misused('`lectern make` needs --out with the file to make.')
  const quality = readQuality(values.quality)
  const choices = readChoices(values)
  const loudness = readLoudness(values.loudness)
  const inputPath = resolve(input)
  const outputs = readOutputs(values.out)
  await checkInput(inputPath)
  const cover = values.cover === undefined ? undefined : await readCover(values.cover)
  for (const { path } of outputs) await checkOutput(path)
  return {
    config,
    inputPath,
    inputHash: await hashFile(inputPath),
    outputs,
    cover,
    loudness,
    voiceId: values.voice,
    hasCast: values.cast ?? false,
    title: values.title,
    author: values.author,
    quality,
    choices,
  }
}

function readQuality(quality: string | undefined): Quality | undefined {
  const known = qualities.find((candidate) => candidate === quality)
  if (quality !== undefined && !known) throw misused(`--quality is one of ${qualities.join(', ')}, not "${quality}".`)
  return known
}

const loudnesses: LoudnessPreset[] = ['none', 'audiobook', 'podcast_mono', 'podcast_stereo']

function readLoudness(loudness = 'none'): MakeOrder['loudness'] {
  const known = loudnesses.find((candidate) => candidate === loudness)
  if (known) return known
  throw misused(`--loudness is one of ${loudnesses.join(', ')}, not "${loudness}".`)
}

function readOutputs(outs: string[]): Output[] {
  const outputs = outs.map((out) => ({ path: resolve(out), format: readFormat(out) }))
  const twice = outputs.find(({ path }, index) => outputs.findIndex((other) => other.path === path) !== index)
  if (twice) throw misused(`--out names ${twice.path} twice.`)
  return outputs
}

/** The ending decides. */
function readFormat(out: string): ExportFormat {
  const ending = extname(out).toLowerCase()
  const formats = containers.map(({ format }) => format)
  const made = formats.filter((format) => format !== 'rss') // it tells of files that a server has
  const format = made.find((one) => `.${one}` === ending)
  if (format) return format
  const what = ending === '' ? 'no ending' : `the ending ${ending}`
  const endings = made.map((one) => `.${one}`)
  throw misused(`--out ${out} has ${what}; it can be ${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}.`)
}

/** @throws StudioError `input_unreadable`, `invalid_picture` */
async function readCover(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((cause) => unreadable(path, `cannot be read: ${reasonOf(cause)}`, cause))
  checkPicture(bytes)
  return bytes
}

/** @throws StudioError `input_unreadable`, `invalid_file_type`, `document_too_large` */
export async function checkInput(path: string): Promise<void> {
  const found = await stat(path).catch((cause) => unreadable(path, `cannot be read: ${reasonOf(cause)}`, cause))
  if (found.isDirectory()) unreadable(path, 'is a folder, not a document')
  if (!found.isFile()) unreadable(path, 'is not a file')
  if (found.size === 0) unreadable(path, 'is empty')
  const limit = defaultImportLimits.documentBytes
  if (found.size > limit) {
    const sentence = `${path} has ${inMegabytes(found.size)}; at most ${inMegabytes(limit)} can be imported.`
    throw new StudioError('document_too_large', sentence)
  }
  await access(path, constants.R_OK).catch((cause) => unreadable(path, `cannot be read: ${reasonOf(cause)}`, cause))
  await chooseImporter(path, basename(path))
}

function unreadable(path: string, what: string, cause?: unknown): never {
  throw new StudioError('input_unreadable', `${path} ${what}.`, { cause })
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
