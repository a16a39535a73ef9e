import { download } from '../download.ts'
import { stagedPath } from '../staging.ts'
import { byteLengthOf, type VoicePack, type WebSource } from '../voice-pack.ts'
import { headersFor, toRegistry } from './find-registries.ts'
import type { Source } from './source.ts'

/**
 * Files that lie at an address each.
 * @param headers sent with every request
 */
export function openWebSource({ title, addresses }: Omit<WebSource, 'kind'>, headers = {}): Source {
  const [first = ''] = Object.values(addresses)
  return {
    name: `${title} (${URL.parse(first)?.host})`,
    offers: (files) => files.filter(({ path }) => Object.hasOwn(addresses, path)),
    scratchBytes: 0,
    async bring(files, delivery) {
      const total = byteLengthOf(files)
      let done = 0
      for (const file of files) {
        const onBytes = (bytes: number) => delivery.show((done + bytes) / total)
        const target = stagedPath(delivery.staging, file)
        await download({ ...file, address: addresses[file.path]!, headers, target, onBytes }, delivery)
        done += file.byteLength
      }
    },
  }
}

/** Plain files under an address: `<mirror>/<pack>/<file>`. */
export function openMirror(address: string, pack: VoicePack): Source {
  const mirror = toRegistry(address)!
  const base = `${mirror.address}/${pack.id}`
  const addresses = Object.fromEntries(pack.files.map(({ path }) => [path, `${base}/${path}`]))
  return openWebSource({ title: 'the mirror', addresses }, headersFor(mirror, base))
}
