import { download } from '../download.ts'
import { stagedPath } from '../staging.ts'
import { byteLengthOf, type VoicePack, type WebSource } from '../voice-pack.ts'
import type { Source } from './source.ts'

/** Files that lie at an address each. */
export function openWebSource({ title, addresses }: WebSource): Source {
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
        const order = { ...file, address: addresses[file.path]!, target: stagedPath(delivery.staging, file), onBytes }
        await download(order, delivery)
        done += file.byteLength
      }
    },
  }
}

/** Plain files under an address: `<mirror>/<pack>/<file>`. */
export function openMirror(address: string, pack: VoicePack): Source {
  const base = `${address.replace(/\/+$/, '')}/${pack.id}/`
  const addresses = Object.fromEntries(pack.files.map(({ path }) => [path, `${base}${path}`]))
  return openWebSource({ kind: 'web', title: 'the mirror', addresses })
}
