import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { unpackWoff } from './unpack-woff.ts'

// The other side of render-picture.ts: draws one picture and ends.

/** Each alphabet is a file of its own. */
const alphabets = ['latin', 'latin-ext', 'greek', 'cyrillic', 'cyrillic-ext', 'vietnamese']
const fontNames = alphabets.flatMap((alphabet) => [`${alphabet}-700`, `${alphabet}-400`])

const { svg, width } = workerData as { svg: string; width: number }
await initWasm(readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))))
const fontBuffers = await Promise.all(fontNames.map(readFont))
const font = { fontBuffers, loadSystemFonts: false, defaultFontFamily: 'Literata' }
const png = new Resvg(svg, { fitTo: { mode: 'width', value: width }, font }).render().asPng().slice()
parentPort!.postMessage({ result: png }, [png.buffer])

async function readFont(name: string): Promise<Uint8Array> {
  const file = import.meta.resolve(`@fontsource/literata/files/literata-${name}-normal.woff`)
  return unpackWoff(await readFile(fileURLToPath(file)))
}
