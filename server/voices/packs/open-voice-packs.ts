import { join } from 'node:path'
import type { Config } from '#server/base/config.ts'
import { describeFailure, StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { voicePacks } from './catalogue.ts'
import { installPack, type PackProgress } from './install-pack.ts'
import { placeOf } from './pack-place.ts'
import { type PackStatus, readStatus } from './pack-status.ts'
import { removePack } from './remove-pack.ts'
import { listSources } from './sources/list-sources.ts'
import type { VoicePack } from './voice-pack.ts'

/** The voice packs of this machine: what is there, what comes, and how. Closing it ends what it fetches. */
export interface VoicePacks extends AsyncDisposable {
  list(): Promise<PackStatus[]>
  /** @throws StudioError `voice_pack_not_found` */
  get(id: string): Promise<PackStatus>
  /**
   * Installs a pack, or waits for whoever does.
   * @returns whether this did it; false when it was there already or somebody else brought it
   * @throws StudioError `voice_pack_not_found`, `voice_pack_unavailable`, `disk_full`, `storage_failed`; the signal's reason
   */
  install(id: string, run: { signal: AbortSignal; onProgress?: (progress: PackProgress) => void }): Promise<boolean>
  /**
   * Installs it in the background; what comes of that is told by `get`.
   * @throws StudioError `voice_pack_not_found`, `voice_pack_unavailable` when it could not run here
   */
  begin(id: string): Promise<PackStatus>
  /**
   * Removes the files of a pack; what this process fetches of it is stopped first.
   * @returns whether there was anything to remove
   * @throws StudioError `voice_pack_not_found`, `already_processing` while another process installs it
   */
  remove(id: string): Promise<boolean>
}

export interface VoicePacksOptions {
  config: Config
  log: Log
  /** Called after a pack came or went, in this process only. */
  onChanged(pack: VoicePack): Promise<void>
  /** Other packs than ours, for tests. */
  packs?: VoicePack[] | undefined
  freeBytes?: (folder: string) => Promise<number | undefined>
  environment?: Record<string, string | undefined>
}

export function openVoicePacks(options: VoicePacksOptions): VoicePacks {
  const { config, log, onChanged, packs = voicePacks, freeBytes, environment = process.env } = options
  const models = join(config.LECTERN_DATA, 'models')
  const begun = new Map<string, Begun>()
  const failures = new Map<string, PackStatus['error']>()
  const closing = new AbortController()

  const getPack = (id: string): VoicePack => {
    const pack = packs.find((one) => one.id === id)
    if (pack) return pack
    const known = packs.map((one) => one.id).join(', ')
    throw new StudioError('voice_pack_not_found', `There is no voice pack "${id}"; there are ${known}.`)
  }
  const install: VoicePacks['install'] = async (id, { signal, onProgress = () => {} }) => {
    const pack = getPack(id)
    checkNeeds(pack)
    const sources = await listSources(pack, { instead: config.LECTERN_VOICE_SOURCE, environment })
    const options = { place: placeOf(models, pack), sources, signal, onProgress, freeBytes }
    failures.delete(id)
    const didIt = await installPack(pack, options).catch((error) => {
      if (!signal.aborted) failures.set(id, describeFailure(error))
      throw error
    })
    if (didIt) await onChanged(pack)
    return didIt
  }
  const statusOf = (pack: VoicePack) => {
    const here = { isBegun: begun.has(pack.id), failure: failures.get(pack.id) }
    return readStatus(pack, placeOf(models, pack), here)
  }

  return {
    list: () => Promise.all(packs.map(statusOf)),
    get: async (id) => statusOf(getPack(id)),
    install,
    async begin(id) {
      const pack = getPack(id)
      checkNeeds(pack)
      if (!begun.has(id))
        begun.set(
          id,
          beginInstalling(id, install, closing.signal, log, () => begun.delete(id)),
        )
      return statusOf(pack)
    },
    async remove(id) {
      const pack = getPack(id)
      await begun.get(id)?.stop()
      const didIt = await removePack(pack, placeOf(models, pack))
      if (didIt) await onChanged(pack)
      return didIt
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.all([...begun.values()].map(({ stop }) => stop()))
    },
  }
}

/** An installation in the background. */
interface Begun {
  stop(): Promise<void>
}

function beginInstalling(
  id: string,
  install: VoicePacks['install'],
  closing: AbortSignal,
  log: Log,
  onEnd: () => void,
): Begun {
  const stopping = new AbortController()
  const signal = AbortSignal.any([closing, stopping.signal])
  const ended = install(id, { signal })
    .catch((error) => {
      if (!signal.aborted) log.warn({ err: error }, `The voice pack ${id} was not installed.`)
    })
    .finally(onEnd)
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/** @throws StudioError `voice_pack_unavailable` when its engine cannot run on this machine */
function checkNeeds({ id, needsPackage }: VoicePack): void {
  if (needsPackage === undefined || isInstalled(needsPackage)) return
  const sentence = `The voice pack ${id} needs the package ${needsPackage}, which is not installed on this machine.`
  throw new StudioError('voice_pack_unavailable', sentence)
}

function isInstalled(packageName: string): boolean {
  try {
    import.meta.resolve(packageName)
    return true
  } catch {
    return false
  }
}
