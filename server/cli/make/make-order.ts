import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { chooseImporter } from '#server/importing/choose-importer.ts'
import { defaultImportLimits, inMegabytes } from '#server/importing/import-limits.ts'
import { type RenditionFormat, renditionFormatOf } from '#server/snapshots/rendition-format.ts'
import { misused } from '../command.ts'
import { checkOutput } from './output-file.ts'
import { reasonOf } from './reason-of.ts'

/** What `lectern make` was asked for, checked as far as that is possible before anything is opened. */
export interface MakeOrder {
  config: Config
  /** The document. */
  inputPath: string
  /** SHA-256 of its bytes. */
  inputHash: string
  outputPath: string
  format: RenditionFormat
  voiceId: string | undefined
  title: string | undefined
  author: string | undefined
  quality: Quality | undefined
}

const qualities = ['standard', 'high', 'ultra', 'ultra_lossless'] as const
export type Quality = (typeof qualities)[number]

type Values = Partial<Record<'out' | 'voice' | 'title' | 'author' | 'quality', string>>

/** @throws StudioError `command_misused`, `input_unreadable`, `invalid_file_type`, `document_too_large`, `output_refused` */
export async function readMakeOrder(config: Config, values: Values, positionals: string[]): Promise<MakeOrder> {
  const [input, ...more] = positionals
  if (input === undefined) throw misused('`lectern make` needs the document to read.')
  if (more.length > 0) throw misused(`\`lectern make\` takes one document, not also ${more.join(', ')}.`)
  if (!values.out) throw misused('`lectern make` needs --out with the file to make.')
  const quality = readQuality(values.quality)
  const [inputPath, outputPath] = [resolve(input), resolve(values.out)]
  const format = readFormat(values.out, quality)
  await checkInput(inputPath)
  await checkOutput(outputPath)
  return {
    config,
    inputPath,
    inputHash: await hashFile(inputPath),
    outputPath,
    format,
    voiceId: values.voice,
    title: values.title,
    author: values.author,
    quality,
  }
}

function readQuality(quality: string | undefined): Quality | undefined {
  const known = qualities.find((candidate) => candidate === quality)
  if (quality !== undefined && !known) throw misused(`--quality is one of ${qualities.join(', ')}, not "${quality}".`)
  return known
}

/** The ending decides: WAV is without loss whatever the quality, and MP3 never is. */
function readFormat(out: string, quality: Quality = 'standard'): RenditionFormat {
  const ending = extname(out).toLowerCase()
  if (ending === '.wav') return { codec: 'wav', isNormalized: false }
  if (ending === '.mp3') return renditionFormatOf({ qualityPreset: quality, volumeNormalization: false }, true)
  const what = ending === '' ? 'no ending' : `the ending ${ending}`
  throw misused(`--out ${out} has ${what}; it can be .mp3 or .wav.`)
}

/** @throws StudioError `input_unreadable`, `invalid_file_type`, `document_too_large` */
async function checkInput(path: string): Promise<void> {
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
