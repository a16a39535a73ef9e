import { rm } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { guardedFetch } from '#server/net/guarded-fetch.ts'
import { type Delivery, download } from '../download.ts'
import { downloadedPath, hasContent } from '../staging.ts'
import type { NpmSource } from '../voice-pack.ts'
import { headersFor, type Registry } from './find-registries.ts'
import type { Source } from './source.ts'
import { unpackTarball } from './tarball.ts'

/** Files in a package of an npm registry. */
export function openNpmSource(source: NpmSource, registry: Registry): Source {
  return {
    name: `the npm registry (${registry.host})`,
    offers: (files) => files.filter(({ path }) => Object.hasOwn(source.members, path)),
    scratchBytes: source.tarball.byteLength,
    async bring(files, delivery) {
      const target = downloadedPath(delivery.staging, source.tarball)
      await fetchTarball(source, registry, target, delivery)
      const members = new Map(files.map((file) => [source.members[file.path]!, file]))
      await unpackTarball(target, (name) => members.get(name), files, delivery.staging)
      await rm(target, { force: true })
    },
  }
}

async function fetchTarball(source: NpmSource, registry: Registry, target: string, delivery: Delivery): Promise<void> {
  const { tarball } = source
  if (await hasContent(target, tarball)) return delivery.show(1)
  const address = await findTarball(source, registry, delivery.signal)
  const headers = headersFor(registry, address)
  const onBytes = (bytes: number) => delivery.show(bytes / tarball.byteLength)
  await download({ ...tarball, address, headers, target, onBytes }, delivery)
}

const limits = { byteLength: 20_000_000, seconds: 30, redirects: 5 }

/**
 * Where a version of a package lies, as the registry tells. Like npm, we ask our registry also for what lies at the public
 * one: a mirror often passes its addresses on (npm's `replace-registry-host`).
 */
async function findTarball({ packageName, version }: NpmSource, registry: Registry, signal: AbortSignal): Promise<URL> {
  const document = `${registry.address}/${packageName}`
  const headers = { accept: 'application/vnd.npm.install-v1+json, application/json', ...headersFor(registry, document) }
  const { status, body } = await guardedFetch(document, { allowPrivate: true, headers, signal, limits })
  if (status !== 200) {
    throw new StudioError('fetch_failed', `${registry.host} answered ${status} for ${packageName}.`)
  }
  const link = linkIn(body.toString(), version)
  const address = link === undefined ? null : URL.parse(link, document)
  if (!address) throw new StudioError('fetch_failed', `${registry.host} does not offer ${packageName} ${version}.`)
  // A mirror often passes on links of the registry that it mirrors; npm too asks the mirror then (`replace-registry-host`).
  const isElsewhere = address.origin !== new URL(registry.address).origin
  return isElsewhere ? new URL(`${registry.address}${address.pathname}`) : address
}

function linkIn(document: string, version: string): string | undefined {
  try {
    return JSON.parse(document).versions?.[version]?.dist?.tarball
  } catch {
    return undefined
  }
}
