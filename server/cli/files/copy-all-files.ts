import type { Config } from '#server/base/config.ts'
import { counted } from '#server/base/counted.ts'
import { type Copied, copyFiles } from '#server/storage/copy-files.ts'
import { filesAddress, openFilesAt, resolveAddress } from '#server/storage/open-files.ts'
import { requireSameOwner } from '#server/takes/own-files.ts'
import { misused } from '../command.ts'
import { inBytes } from '../in-words.ts'
import { openProgressLine } from '../progress-line.ts'
import { listenForStop, stoppedExitCode } from '../until-stopped.ts'

/** `lectern files copy`: may be stopped and begun again, beside a running server or without one. */
export async function copyAllFiles(config: Config, address: string): Promise<number> {
  const [source, target] = [filesAddress(config), address].map(resolveAddress)
  if (source === target) throw misused(`The files are in ${source} already.`)
  const stop = listenForStop()
  using from = await openFilesAt(source!, config)
  using to = await openFilesAt(target!, config)
  await requireSameOwner(from, to, { from: source!, to: target! })
  const line = openProgressLine(process.stderr)
  try {
    const copied = await copyFiles(from, to, { signal: stop, tell: (so) => line.show(0, describe(so)) })
    line.end()
    console.log(`${describe(copied)} All files are in ${target}; LECTERN_FILES=${target} has them used.`)
    return 0
  } catch (error) {
    line.end()
    if (!stop.aborted) throw error
    console.error('Stopped; the same command goes on where it was.')
    return stoppedExitCode
  }
}

function describe({ files, byteLength, present }: Copied): string {
  const were = present === 1 ? 'was' : 'were'
  return `${counted(files, 'file')} copied (${inBytes(byteLength)}), ${present} ${were} there.`
}
