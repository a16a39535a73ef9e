import { counted } from '#server/base/counted.ts'
import type { StudioStatus } from '#server/operating/read-status.ts'
import { command } from './command.ts'

export const statusCommand = command({
  name: 'status',
  summary: 'Show the workers, what waits in the queues, and what takes space, whether or not a server is running',
  usage: ['status [--json]'],
  options: { json: { type: 'boolean', meaning: 'for programs' } },
  async run({ config, values }) {
    const { openStorage } = await import('#server/storage/open-storage.ts')
    const { migrateDatabase } = await import('#server/storage/migrate.ts')
    const { readStatus } = await import('#server/operating/read-status.ts')
    const { openQuietLog } = await import('./quiet-log.ts')
    const log = openQuietLog(config)
    await using storage = await openStorage({ config, log, applicationName: 'status', poolSize: 5 })
    await migrateDatabase(storage.sessionConnection)
    const status = await readStatus({ db: storage.db, config })
    console.log(values.json ? JSON.stringify(status, null, 2) : describe(status))
    return 0
  },
})

function describe({ version, database, workers, queues, storage }: StudioStatus): string {
  const busy = queues.filter(({ waiting, working }) => waiting + working > 0)
  return [
    `Lectern ${version} on ${database}`,
    '',
    workers.length === 0 ? 'No worker is running.' : 'Workers',
    ...workers.map(({ process, engines, voiceCount, jobCount }) => {
      const name = process?.replace('lectern/', '') ?? 'unknown'
      return `  ${name}  ${jobCount} running  ${counted(voiceCount, 'voice')} of ${engines.join(', ')}`
    }),
    '',
    busy.length === 0 ? 'Nothing waits in the queues.' : 'Queues',
    ...busy.map(({ name, waiting, working }) => `  ${name.padEnd(nameWidth)}${waiting} waiting, ${working} running`),
    '',
    'Space',
    ...Object.entries(spaceNames).map(
      ([name, meaning]) => `  ${meaning.padEnd(nameWidth)}${inGigabytes(storage[name as keyof typeof storage])}`,
    ),
  ].join('\n')
}

const nameWidth = 28

const spaceNames = {
  takes: 'sound of utterances',
  collectable: 'of that, soon to be freed',
  renditions: 'encoded chapters',
  exports: 'exports',
  database: 'database',
  free: 'free on the disk',
} satisfies Record<keyof StudioStatus['storage'], string>

function inGigabytes(bytes: number | null): string {
  return bytes === null ? 'unknown' : `${(bytes / 1e9).toFixed(3)} GB`
}
