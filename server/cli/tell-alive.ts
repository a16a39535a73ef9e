/** What a process says to who keeps it running, whose event loop turns. */
export const alive = 'alive'

export const tellingMilliseconds = 5_000

/** Tells who started this process that it lives, now and again: see supervise.ts. */
export function tellAlive(): void {
  const tell = () => void (process.connected && process.send!(alive, () => {})) // who does not hear it has died
  tell()
  setInterval(tell, tellingMilliseconds).unref()
}
