import { crc32, deflateSync } from 'node:zlib'

/** A picture of four bytes a pixel: red, green, blue, and how much of it is seen. */
export interface Pixels {
  width: number
  height: number
  data: Uint8Array | Uint8ClampedArray
}

/** The same with no side longer than so many pixels: each is the mean of a square of them. */
export function shrink(picture: Pixels, mostPixels: number): Pixels {
  const { width, height, data } = picture
  const side = Math.ceil(Math.max(width, height) / mostPixels)
  if (side <= 1) return picture
  const small = { width: Math.max(1, Math.floor(width / side)), height: Math.max(1, Math.floor(height / side)) }
  const means = new Uint8Array(small.width * small.height * 4)
  for (let place = 0; place < means.length; place++) {
    const [channel, pixel] = [place % 4, Math.floor(place / 4)]
    const [left, top] = [(pixel % small.width) * side, Math.floor(pixel / small.width) * side]
    let [sum, count] = [0, 0]
    for (let y = top; y < Math.min(top + side, height); y++)
      for (let x = left; x < Math.min(left + side, width); x++, count++) sum += data[(y * width + x) * 4 + channel]!
    means[place] = Math.round(sum / count)
  }
  return { ...small, data: means }
}

/** On white where nothing is seen. Source: W3C, "Portable Network Graphics (PNG) Specification", 11 and 12. */
export function writePng({ width, height, data }: Pixels): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8) // bits of a sample, three samples a pixel
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let row = 0, to = 0; row < height; row++) {
    rows[to++] = 1 // each sample is told by how it differs from the one at its left
    for (let column = 0; column < width; column++)
      for (let channel = 0; channel < 3; channel++)
        rows[to++] =
          (sampleAt(data, (row * width + column) * 4, channel) -
            (column > 0 ? sampleAt(data, (row * width + column - 1) * 4, channel) : 0)) &
          255
  }
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

function sampleAt(data: Pixels['data'], pixel: number, channel: number): number {
  const seen = data[pixel + 3]!
  return seen === 255 ? data[pixel + channel]! : Math.round((data[pixel + channel]! * seen + 255 * (255 - seen)) / 255)
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(content.length)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
