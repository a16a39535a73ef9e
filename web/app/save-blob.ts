const endings: Record<string, string> = { 'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'application/x-zip': 'zip' }

/** Puts bytes into the browser's downloads, under a name without its ending. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${name}.${endings[blob.type.split(';')[0]!] ?? 'bin'}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
