import type { VoicePacks } from '#server/voices/packs/open-voice-packs.ts'
import type { PackStatus } from '#server/voices/packs/pack-status.ts'
import { inBytes } from '../in-words.ts'
import { type Output, openProgressLine, percent } from '../progress-line.ts'

/**
 * Installs a pack that is missing, and shows how that goes.
 * @returns false when it was there already
 * @throws as `VoicePacks.install`
 */
export async function installShowing(
  packs: VoicePacks,
  id: string,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const before = await packs.get(id)
  if (before.state === 'installed') return false
  // A line for each tenth; more often only when a tenth takes very long.
  const line = openProgressLine(output, { millisecondsBetweenLines: 60_000 })
  let isAnnounced = false
  const onProgress = ({ bytes, totalBytes, sourceName }: Pick<PackStatus, 'bytes' | 'totalBytes' | 'sourceName'>) => {
    if (!isAnnounced) line.keep(describeFetching(before))
    isAnnounced = true
    const share = bytes / totalBytes
    const parts = [id, percent(share), `${inBytes(bytes)} of ${inBytes(totalBytes)}`, sourceName ?? '']
    line.show(share, parts.join('  ').trimEnd(), Math.floor(share * 10))
  }
  try {
    await packs.install(id, { signal, onProgress })
    return true
  } finally {
    line.end()
  }
}

function describeFetching({ pack, totalBytes, bytes }: PackStatus): string {
  const rest = bytes > 0 ? `, going on at ${inBytes(bytes)}` : ''
  return `Fetching the voice pack ${pack.id} (${inBytes(totalBytes)}, licence ${pack.licence}${rest}).`
}
