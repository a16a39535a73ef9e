import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { readConfig } from '#server/base/config.ts'
import { openLog } from '#server/base/log.ts'
import { openVoicePacks } from './open-voice-packs.ts'
import type { PackServer } from './pack-server.test-kit.ts'
import type { VoicePack } from './voice-pack.ts'

interface Task {
  dataFolder: string
  pack: VoicePack
  environment: Record<string, string>
}

/** A process that installs a pack. */
export interface InstallProcess {
  child: ChildProcess
  /** Fulfilled when it has shown that so many bytes are there. */
  untilBytes(bytes: number): Promise<void>
  /** Whether it did it itself; undefined when it was killed. */
  ended: Promise<boolean | undefined>
}

export function startInstalling(dataFolder: string, { pack, environment }: PackServer): InstallProcess {
  const task = JSON.stringify({ dataFolder, pack, environment } satisfies Task)
  const child = spawn(process.execPath, [import.meta.filename, task], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const waiting: { bytes: number; resolve: () => void }[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const { bytes, resolve } of waiting) if (Number(line) >= bytes) resolve()
  })
  return {
    child,
    untilBytes: (bytes) => new Promise((resolve) => waiting.push({ bytes, resolve })),
    ended: once(child, 'close').then(() => ({ true: true, false: false })[lines.at(-1) ?? '']),
  }
}

async function install({ dataFolder, pack, environment }: Task): Promise<void> {
  const config = readConfig({ LECTERN_DATA: dataFolder })
  const onChanged = async () => {}
  await using packs = openVoicePacks({ config, log: openLog('error'), packs: [pack], environment, onChanged })
  const signal = AbortSignal.timeout(60_000)
  console.log(await packs.install(pack.id, { signal, onProgress: ({ bytes }) => console.log(bytes) }))
}

if (process.argv[1] === import.meta.filename) await install(JSON.parse(process.argv[2]!))
