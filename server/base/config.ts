import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { StudioError } from './errors.ts'

const list = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .optional()

/** Every variable that Lectern reads, once, at start; `npx lectern config` shows them all. */
export const variables = {
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('where to listen; 0 takes a free port'),
  HOST: z.string().default('127.0.0.1').describe('where to listen; another address than loopback needs a key'),
  LECTERN_DATA: z
    .string()
    .default(defaultDataFolder())
    .transform((path) => resolve(path))
    .describe('the embedded database and all files'),
  DATABASE_URL: z.string().optional().describe('PostgreSQL 15 or newer, instead of the embedded one'),
  LECTERN_API_KEYS: z.string().optional().describe('name:secret[:role], comma-separated; role admin when left out'),
  LECTERN_ENGINE_DEFAULT: z.string().optional().describe('engine of the default voice; the best installed when unset'),
  LECTERN_ENGINES: list.describe('only these engines; all when unset'),
  LECTERN_ROLE: z.enum(['all', 'web', 'worker']).default('all').describe('what this process does'),
  LECTERN_WORKERS: z.coerce.number().int().min(0).max(64).default(1).describe('worker processes that it starts'),
  LECTERN_SPEECH_PROCESSES: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('utterances spoken at once by an engine on this machine; one per core when unset'),
  LECTERN_VOICES: list
    .prefault('kokoro')
    .describe('voice packs to fetch at start when they are missing, comma-separated; none for none'),
  LECTERN_VOICE_SOURCE: z
    .string()
    .optional()
    .describe('where voice packs come from, instead of the built-in list: address of a mirror, or a folder or file'),
  LECTERN_VOICE_MAP: z
    .string()
    .optional()
    .describe('voice ids that mean other voices: id=voice, comma-separated, or a JSON file'),
  LECTERN_OPENAI_URL: z.url().optional().describe('an OpenAI-compatible server, up to /v1; its engine is `openai`'),
  LECTERN_OPENAI_KEY: z.string().optional().describe('the key of that server'),
  LECTERN_OPENAI_MODEL: z.string().default('tts-1').describe('the model it is asked for'),
  LECTERN_OPENAI_VOICES: list.describe('its voices, comma-separated; asked from the server when unset'),
  LECTERN_ELEVENLABS_KEY: z.string().optional().describe('a key of the hosted service; its engine is `elevenlabs`'),
  LECTERN_ELEVENLABS_URL: z.url().default('https://api.elevenlabs.io').describe('where the hosted service is'),
  LECTERN_ELEVENLABS_MODEL: z.string().default('eleven_multilingual_v2').describe('the model it is asked for'),
  LECTERN_REMOTE_CALLS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('calls at once to each remote engine, by each worker process'),
  LECTERN_ESPEAK: z
    .enum(['0', '1'])
    .default('0')
    .transform((text) => text === '1')
    .describe('1 offers the voices of an installed espeak-ng; its engine is `espeak`'),
  LECTERN_CALLBACK_SECRET: z.string().optional().describe('signs callbacks; made at the first start when unset'),
  LECTERN_ALLOW_PRIVATE_URLS: z
    .enum(['0', '1'])
    .default('0')
    .transform((text) => text === '1')
    .describe('1 lets from_url and callback_url lead to this machine and to private networks'),
  LECTERN_RATE_LIMIT: z.coerce
    .number()
    .min(0)
    .max(1_000_000)
    .default(100)
    .describe('requests a second that each key may make, counted by each web process; 0 for no limit'),
  LECTERN_CORS_ORIGINS: list
    .refine((origins = []) => origins.every(isOrigin), 'origins look like https://my.app, or *')
    .describe('origins whose pages may use the API, comma-separated, or *; none when unset'),
  LECTERN_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('the least important lines to log'),
} as const

const Environment = z.object(variables)
export type Config = z.infer<typeof Environment>

/** Reads and checks the environment. An empty variable counts as unset. @throws StudioError `invalid_configuration` */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(set)
  if (read.success) return read.data
  const reasons = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new StudioError('invalid_configuration', `The configuration is wrong. ${reasons.join('; ')}.`)
}

function isOrigin(text: string): boolean {
  return text === '*' || URL.parse(text)?.origin === text
}

function defaultDataFolder(): string {
  const isRoot = process.getuid?.() === 0
  return isRoot ? '/var/lib/lectern' : join(homedir(), '.local', 'share', 'lectern')
}
