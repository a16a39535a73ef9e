/** A file in an archive, and where it lies there. */
export interface ZipFile {
  name: string
  modifiedAt: Date
  byteLength: number
  /** Where its local header begins. */
  offset: number
  /** Without its time to the second. */
  isBare?: boolean
}

/** The CRC-32 of a file stands behind it, since it is known only then. */
const hasDescriptorAndUtf8Name = 0x0808
const versionPlain = 20
const versionZip64 = 45
const unixMadeIt = 3 << 8
const regularFile = 0o100644
/** In place of a number that has no room and stands in a Zip64 field. */
const elsewhere = 0xffff_ffff
const elsewhere16 = 0xffff

/** What precedes a file's bytes. All records here are as APPNOTE.TXT 6.3.10 (PKWARE), section 4.3, has them. */
export function localHeader(file: ZipFile): Buffer {
  const isLong = isBeyond32Bits(file.byteLength)
  // Both lengths are 0 until the descriptor; that there is a Zip64 field tells how long its numbers are.
  const extra = Buffer.concat([isLong ? zip64Field([0, 0]) : Buffer.alloc(0), timeOf(file)])
  const record = Buffer.alloc(30)
  record.writeUInt32LE(0x0403_4b50, 0)
  record.writeUInt16LE(isLong ? versionZip64 : versionPlain, 4)
  record.writeUInt16LE(hasDescriptorAndUtf8Name, 6)
  record.writeUInt32LE(dosTime(file.modifiedAt), 10)
  record.writeUInt32LE(isLong ? elsewhere : 0, 18)
  record.writeUInt32LE(isLong ? elsewhere : 0, 22)
  record.writeUInt16LE(Buffer.byteLength(file.name), 26)
  record.writeUInt16LE(extra.length, 28)
  return Buffer.concat([record, Buffer.from(file.name), extra])
}

/** What follows a file's bytes. */
export function dataDescriptor(file: ZipFile, checksum: number): Buffer {
  const record = Buffer.alloc(isBeyond32Bits(file.byteLength) ? 24 : 16)
  record.writeUInt32LE(0x0807_4b50, 0)
  record.writeUInt32LE(checksum, 4)
  if (record.length === 24) {
    record.writeBigUInt64LE(BigInt(file.byteLength), 8)
    record.writeBigUInt64LE(BigInt(file.byteLength), 16)
  } else {
    record.writeUInt32LE(file.byteLength, 8)
    record.writeUInt32LE(file.byteLength, 12)
  }
  return record
}

/** A file's line in the table of contents. */
export function directoryEntry(file: ZipFile, checksum: number): Buffer {
  const isLong = isBeyond32Bits(file.byteLength) || isBeyond32Bits(file.offset)
  const zip64 = isLong ? zip64Field([file.byteLength, file.byteLength, file.offset]) : Buffer.alloc(0)
  const extra = Buffer.concat([zip64, timeOf(file)])
  const version = isLong ? versionZip64 : versionPlain
  const record = Buffer.alloc(46)
  record.writeUInt32LE(0x0201_4b50, 0)
  record.writeUInt16LE(unixMadeIt | version, 4)
  record.writeUInt16LE(version, 6)
  record.writeUInt16LE(hasDescriptorAndUtf8Name, 8)
  record.writeUInt32LE(dosTime(file.modifiedAt), 12)
  record.writeUInt32LE(checksum, 16)
  record.writeUInt32LE(isLong ? elsewhere : file.byteLength, 20)
  record.writeUInt32LE(isLong ? elsewhere : file.byteLength, 24)
  record.writeUInt16LE(Buffer.byteLength(file.name), 28)
  record.writeUInt16LE(extra.length, 30)
  record.writeUInt32LE(regularFile * 0x1_0000, 38)
  record.writeUInt32LE(isLong ? elsewhere : file.offset, 42)
  return Buffer.concat([record, Buffer.from(file.name), extra])
}

/** What ends the archive: where its table of contents lies, and how long it is. */
export function archiveEnd(directory: { offset: number; byteLength: number; fileCount: number }): Buffer {
  const { offset, byteLength, fileCount } = directory
  const isLong = isBeyond32Bits(offset) || isBeyond32Bits(byteLength) || fileCount >= elsewhere16
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x0605_4b50, 0)
  record.writeUInt16LE(Math.min(fileCount, elsewhere16), 8)
  record.writeUInt16LE(Math.min(fileCount, elsewhere16), 10)
  record.writeUInt32LE(isLong ? elsewhere : byteLength, 12)
  record.writeUInt32LE(isLong ? elsewhere : offset, 16)
  return isLong ? Buffer.concat([zip64End(directory), record]) : record
}

function zip64End({
  offset,
  byteLength,
  fileCount,
}: {
  offset: number
  byteLength: number
  fileCount: number
}): Buffer {
  const record = Buffer.alloc(56 + 20)
  record.writeUInt32LE(0x0606_4b50, 0)
  record.writeBigUInt64LE(56n - 12n, 4) // what follows this number
  record.writeUInt16LE(unixMadeIt | versionZip64, 12)
  record.writeUInt16LE(versionZip64, 14)
  record.writeBigUInt64LE(BigInt(fileCount), 24)
  record.writeBigUInt64LE(BigInt(fileCount), 32)
  record.writeBigUInt64LE(BigInt(byteLength), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  record.writeUInt32LE(0x0706_4b50, 56) // from here on the record that tells where the one above begins
  record.writeBigUInt64LE(BigInt(offset + byteLength), 64)
  record.writeUInt32LE(1, 72) // archives in one piece
  return record
}

/** Numbers of 64 bits. */
function zip64Field(numbers: number[]): Buffer {
  const field = Buffer.alloc(4 + numbers.length * 8)
  field.writeUInt16LE(0x0001, 0)
  field.writeUInt16LE(numbers.length * 8, 2)
  for (const [index, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + index * 8)
  return field
}

function timeOf({ isBare, modifiedAt }: ZipFile): Buffer {
  return isBare ? Buffer.alloc(0) : timeField(modifiedAt)
}

/** The time of change to the second, in UTC; the same in both headers. Source: Info-ZIP, proginfo/extrafld.txt, 0x5455. */
function timeField(modifiedAt: Date): Buffer {
  const field = Buffer.alloc(9)
  const onlyModified = 1
  field.writeUInt16LE(0x5455, 0)
  field.writeUInt16LE(5, 2)
  field.writeUInt8(onlyModified, 4)
  field.writeInt32LE(clamp(Math.floor(modifiedAt.getTime() / 1_000), 0, 0x7fff_ffff), 5)
  return field
}

/** Time and date in 16 bits each, for readers that know no better: to two seconds, here in UTC, from 1980 to 2107. */
function dosTime(date: Date): number {
  const year = clamp(date.getUTCFullYear() - 1980, 0, 127)
  const day = (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate()
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return day * 0x1_0000 + time
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

function isBeyond32Bits(number: number): boolean {
  return number >= elsewhere
}
