import { brotliCompressSync, constants } from 'node:zlib'

/** As small as brotli can, for files that are made once and read often. */
export function squeeze(bytes: Buffer): Buffer {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return brotliCompressSync(bytes, { params })
}

/** The bytes of some numbers at a bit: columns compress better than rows. */
export function byteColumn(values: number[], shift = 0): Buffer {
  return Buffer.from(values.map((value) => (value >>> shift) & 255))
}
