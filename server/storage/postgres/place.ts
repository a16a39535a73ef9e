import { constants } from 'node:fs'
import { access, mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { clusterFolderOf, serverUser } from './cluster.ts'
import { serverPort, socketFolderOf } from './socket-folder.ts'

/** What `pg` needs to connect to an embedded server. */
export type ServerConnection = { host: string; port: number; user: string; database: string; ssl: false }

/** Where an embedded server keeps everything: all of it follows from the data folder, so every process finds it. */
export type ServerPlace = {
  dataDir: string
  /** PGDATA. */
  cluster: string
  socketFolder: string
  logFile: string
  lockFile: string
  connection: ServerConnection
  /** False only for tests: what is written need not reach the disk. */
  isDurable: boolean
}

/** Makes the data folder when it is missing; throws what the file system says when it cannot be written. */
export async function openServerPlace(folder: string, isDurable: boolean): Promise<ServerPlace> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await access(folder, constants.W_OK | constants.X_OK)
  const dataDir = await realpath(folder)
  const socketFolder = socketFolderOf(dataDir)
  return {
    dataDir,
    cluster: clusterFolderOf(dataDir),
    socketFolder,
    logFile: join(dataDir, 'server.log'),
    lockFile: join(dataDir, 'start.lock'),
    // Without `ssl` the environment (PGSSLMODE) would decide.
    connection: { host: socketFolder, port: serverPort, user: serverUser, database: 'postgres', ssl: false },
    isDurable,
  }
}
