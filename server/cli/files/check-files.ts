import type { Config } from '#server/base/config.ts'
import { counted } from '#server/base/counted.ts'
import { compareFiles, type FilesFound, forgetTakes } from '#server/collecting/compare-files.ts'
import { openFiles } from '#server/storage/open-files.ts'
import { openStorage } from '#server/storage/open-storage.ts'
import { inBytes } from '../in-words.ts'
import { openProgressLine } from '../progress-line.ts'
import { openQuietLog } from '../quiet-log.ts'
import { listenForStop, stoppedExitCode } from '../until-stopped.ts'

/** `lectern files check`: beside a running server or without one. Exit code 1 when something is missing or damaged. */
export async function checkFiles(
  config: Config,
  { isDeep, mayForget }: { isDeep: boolean; mayForget: boolean },
): Promise<number> {
  const signal = listenForStop()
  const log = openQuietLog(config)
  await using storage = await openStorage({ config, log, applicationName: 'files', poolSize: 2 })
  using files = await openFiles(config)
  const needs = { db: storage.db, files }
  const line = openProgressLine(process.stderr)
  try {
    const found = await compareFiles(needs, { isDeep, signal, tell: (count) => line.show(0, counted(count, 'file')) })
    line.end()
    if (mayForget) await forgetTakes(needs, found)
    for (const sentence of describe(found, mayForget)) console.log(sentence)
    return isWhole(found) ? 0 : 1
  } catch (error) {
    line.end()
    if (!signal.aborted) throw error
    return stoppedExitCode
  }
}

function isWhole({ missing, damaged, otherMissing }: FilesFound): boolean {
  return missing.length + damaged.length + otherMissing.length === 0
}

function describe(found: FilesFound, wasForgotten: boolean): string[] {
  const { leftOver, missing, damaged, otherMissing } = found
  const lines = [`${counted(found.files, 'file')}, ${inBytes(found.byteLength)}.`]
  if (leftOver.files > 0)
    lines.push(
      `Nothing needs ${leftOver.files} of them, ${inBytes(leftOver.byteLength)}: what is not needed goes by itself.`,
    )
  if (isWhole(found)) return [...lines, 'All that the database points to is there.']
  if (damaged.length > 0)
    lines.push(`${counted(damaged.length, 'file of sound is', 'files of sound are')} damaged:`, ...listSome(damaged))
  if (otherMissing.length > 0)
    lines.push(`${counted(otherMissing.length, 'file is', 'files are')} missing:`, ...listSome(otherMissing))
  if (missing.length > 0)
    lines.push(`${counted(missing.length, 'take has', 'takes have')} no sound:`, ...listSome(missing))
  if (missing.length + damaged.length === 0) return lines
  const advice = wasForgotten
    ? 'These takes are forgotten; converting speaks them again.'
    : 'Bring the files back, or run it with --forget-missing and convert again what they belong to.'
  return [...lines, advice]
}

const most = 10

function listSome(names: string[]): string[] {
  const more = names.length > most ? [`  and ${names.length - most} more`] : []
  return [...names.slice(0, most).map((name) => `  ${name}`), ...more]
}
