const type = 'audio/mpeg'

/** Whether this browser plays sound while it comes. An audio element alone holds two seconds of it back. */
export const canStream = typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(type)

/** Has an element play what an address answers, as it comes; until the signal is aborted. */
export function streamSound(element: HTMLAudioElement, address: string, signal: AbortSignal): void {
  const source = new MediaSource()
  const url = URL.createObjectURL(source)
  element.src = url
  source.onsourceopen = () => {
    URL.revokeObjectURL(url)
    feed(source, address, signal).catch(() => {
      if (source.readyState === 'open') source.endOfStream('network')
    })
  }
}

async function feed(source: MediaSource, address: string, signal: AbortSignal): Promise<void> {
  const buffer = source.addSourceBuffer(type)
  const answer = await fetch(address, { signal })
  if (!answer.ok) throw new Error(`${answer.status}`)
  const reader = answer.body!.getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const isTaken = new Promise((resolve) => buffer.addEventListener('updateend', resolve, { once: true }))
    buffer.appendBuffer(piece.value)
    await isTaken
  }
  source.endOfStream()
}
