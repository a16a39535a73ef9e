import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { StudioError } from '#server/base/errors.ts'
import { chooseAccount } from './account.ts'
import { findPostgresBinaries } from './binaries.ts'
import { ensureCluster } from './cluster.ts'
import type { ServerPlace } from './place.ts'
import { callServer, type Presence } from './presence.ts'
import { lastLogLines, logByteLength, trimLog } from './server-log.ts'
import { removeStaleLocks, spawnServer } from './server-process.ts'
import { makeSocketFolder } from './socket-folder.ts'
import { tryLock } from './start-lock.ts'

const pollMilliseconds = 20
const occupiedPatienceMilliseconds = 30_000

/**
 * Connects to the server of a place, whoever started it. When there is none, one of the processes that want it starts it.
 * @param mayStart false: waits until another process does
 * @throws StudioError `database_failed_to_start`
 */
export async function reachServer(place: ServerPlace, mayStart: boolean, signal: AbortSignal): Promise<Presence> {
  for (;;) {
    const answer = await callServer(place.connection)
    if (typeof answer === 'object') return answer
    refuseWhenAborted(place, signal)
    if (answer === 'absent' && mayStart) {
      const presence = await startUnlessAnotherDoes(place, signal)
      if (presence) return presence
    }
    await delay(pollMilliseconds)
  }
}

/** Undefined when another process is starting the server. */
async function startUnlessAnotherDoes(place: ServerPlace, signal: AbortSignal): Promise<Presence | undefined> {
  using lock = tryLock(place.lockFile)
  if (!lock) return undefined
  const answer = await callServer(place.connection)
  if (answer === 'not ready') return undefined
  if (answer !== 'absent') return answer
  return await startServer(place, signal)
}

async function startServer(place: ServerPlace, signal: AbortSignal): Promise<Presence> {
  const account = await chooseAccount(await findPostgresBinaries(), place.dataDir)
  await makeSocketFolder(place.socketFolder, account)
  await ensureCluster(account, place.dataDir, place.isDurable)
  await trimLog(place.logFile)
  const occupiedPatience = AbortSignal.timeout(occupiedPatienceMilliseconds)
  for (;;) {
    await removeStaleLocks(place)
    const startByte = await logByteLength(place.logFile)
    const server = await spawnServer(account, place)
    const presence = await whenAnswering(server, place, signal)
    if (presence) return presence
    const lines = await lastLogLines(place.logFile, startByte)
    const mayPass = server.signalCode !== null || isOccupied(lines)
    if (!mayPass || occupiedPatience.aborted)
      throw startFailure(place, lines || 'It wrote nothing into its log. Is the disk full?')
    await delay(5 * pollMilliseconds)
  }
}

/** Waits for the first connection; undefined when the server ends before. */
async function whenAnswering(
  server: ChildProcess,
  place: ServerPlace,
  signal: AbortSignal,
): Promise<Presence | undefined> {
  for (;;) {
    const answer = await callServer(place.connection)
    if (typeof answer === 'object') return answer
    if (server.exitCode !== null || server.signalCode !== null) return undefined
    if (signal.aborted) await endServer(server)
    refuseWhenAborted(place, signal)
    await delay(pollMilliseconds)
  }
}

async function endServer(server: ChildProcess): Promise<void> {
  server.ref()
  const ended = once(server, 'exit')
  server.kill('SIGINT')
  await ended
}

/** Another server got there first, or backends of a killed one still live: both pass. */
function isOccupied(lines: string): boolean {
  return /lock file ".*" already exists|pre-existing shared memory block/.test(lines)
}

function refuseWhenAborted(place: ServerPlace, signal: AbortSignal): void {
  if (signal.aborted) throw startFailure(place, 'It did not answer in time.')
}

function startFailure(place: ServerPlace, reason: string): StudioError {
  const sentence = `The database in ${place.dataDir} did not start; its log is ${place.logFile}.`
  return new StudioError('database_failed_to_start', `${sentence}\n${reason}`)
}
