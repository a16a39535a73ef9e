/** What the server tells: the name of the event, and what it says. */
export type Told = (event: string, data: Record<string, unknown>) => void

const names = [
  'hello',
  'reset',
  'project.changed',
  'project.progress',
  'project.deleted',
  'chapter.changed',
  'block.state',
  'export.changed',
  'cast.changed',
  'voices.changed',
]

/**
 * Follows what changes, with one stream for all tabs of a browser: six streams would use up all its connections to us. The
 * tab that holds a lock has it and tells the others; when it closes, the next one opens another.
 * @param onConnected told whenever the stream comes or goes
 * @returns how to stop
 */
export function followEvents(onTold: Told, onConnected: (isConnected: boolean) => void): () => void {
  const stopped = new AbortController()
  const others = new BroadcastChannel('lectern events')
  others.onmessage = ({ data }) => {
    if (data.event === 'connected') onConnected(data.data.isConnected)
    else onTold(data.event, data.data)
  }
  const tell: Told = (event, data) => {
    onTold(event, data)
    others.postMessage({ event, data })
  }
  const connect = () => {
    const close = openStream(tell, (isConnected) => {
      onConnected(isConnected)
      others.postMessage({ event: 'connected', data: { isConnected } })
    })
    return new Promise<void>((resolve) => {
      stopped.signal.addEventListener('abort', () => {
        close()
        resolve()
      })
    })
  }
  // Only pages of this machine or with https have locks; others have a stream each.
  if (navigator.locks) {
    navigator.locks.request('lectern events', { signal: stopped.signal }, connect).catch(() => {})
  } else void connect()
  return () => {
    stopped.abort()
    others.close()
  }
}

function openStream(onTold: Told, onConnected: (isConnected: boolean) => void): () => void {
  const stream = new EventSource('/lectern/v1/events')
  for (const name of names) {
    stream.addEventListener(name, (event) => onTold(name, JSON.parse(event.data)))
  }
  stream.onopen = () => onConnected(true)
  stream.onerror = () => onConnected(false)
  // A stream that ended for good (the server answered with an error) is opened again by hand.
  const timer = setInterval(() => {
    if (stream.readyState !== EventSource.CLOSED) return
    close()
    reopened = openStream(onTold, onConnected)
  }, 3_000)
  let reopened: (() => void) | undefined
  function close() {
    clearInterval(timer)
    stream.close()
  }
  return () => {
    close()
    reopened?.()
  }
}
