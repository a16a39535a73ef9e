import { join, resolve } from 'node:path'
import { clusterFolderOf, serverUser } from './cluster.ts'
import { serverPort, socketFolderOf } from './socket-folder.ts'

/** What `pg` needs to connect to an embedded server. */
export type ServerConnection = { host: string; port: number; user: string; database: string }

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

export function toServerPlace(folder: string, isDurable: boolean): ServerPlace {
  const dataDir = resolve(folder)
  const socketFolder = socketFolderOf(dataDir)
  return {
    dataDir,
    cluster: clusterFolderOf(dataDir),
    socketFolder,
    logFile: join(dataDir, 'server.log'),
    lockFile: join(dataDir, 'start.lock'),
    connection: { host: socketFolder, port: serverPort, user: serverUser, database: 'postgres' },
    isDurable,
  }
}
