import { isIP } from 'node:net'
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

const seconds = (preset: number) => z.coerce.number().min(1).max(86_400).default(preset)

/** In units of 10^9 bytes. */
const gigabytes = () => z.coerce.number().min(0.001).optional()

/** Every variable that Lectern reads, once, at start; `npx lectern config` shows them all. */
export const variables = {
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('where to listen; 0 takes a free port'),
  HOST: z.string().default('127.0.0.1').describe('where to listen; another address than loopback needs a key'),
  LECTERN_DATA: z
    .string()
    .default(defaultDataFolder())
    .transform((path) => resolve(path))
    .describe('the embedded database and all files'),
  LECTERN_FILES: z
    .string()
    .optional()
    .describe(
      'takes, uploads and what is made of them: a folder, or s3://bucket/prefix; LECTERN_DATA/files when unset',
    ),
  LECTERN_S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('a server that speaks S3; Amazon when unset'),
  LECTERN_S3_REGION: z
    .string()
    .optional()
    .describe('its region; us-east-1 when there is an endpoint, else as AWS tools find it'),
  LECTERN_S3_ACCESS_KEY: z
    .string()
    .optional()
    .describe(
      'the id of a key for it; as AWS tools find one when unset: variables, profiles, roles of machines and pods',
    ),
  LECTERN_S3_SECRET_KEY: z.string().optional().describe('the secret of that key'),
  LECTERN_S3_ADDRESSING: z
    .enum(['path', 'host'])
    .optional()
    .describe('whether the bucket stands in the path or the host of its address; path when there is an endpoint'),
  LECTERN_KEEP_UNUSED_HOURS: z.coerce
    .number()
    .min(1)
    .default(7 * 24)
    .describe('how long sound is kept that nothing needs any more: an undo within that time speaks nothing again'),
  LECTERN_HISTORY_DAYS: z.coerce
    .number()
    .min(0)
    .optional()
    .describe('how long the history keeps what was spoken by request; for ever when unset'),
  LECTERN_RENDITIONS_GB: gigabytes().describe(
    'most that encoded chapters may take in the file store; those that were not asked for longest go first; when unset as much as leaves 2 GB of the disk',
  ),
  LECTERN_PROJECT_GB: gigabytes().describe(
    'most sound that a project may hold; what would be spoken beyond is refused; no limit when unset',
  ),
  DATABASE_URL: z.string().optional().describe('PostgreSQL 15 or newer, instead of the embedded one'),
  DATABASE_SESSION_URL: z
    .string()
    .optional()
    .describe('the same database without a pooler between, for locks and events; DATABASE_URL when unset'),
  LECTERN_API_KEYS: z.string().optional().describe('name:secret[:role], comma-separated; role admin when left out'),
  LECTERN_KEY: z.string().optional().describe('the key that `lectern mcp` sends to the Lectern it speaks for'),
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
  LECTERN_PUBLIC_VOICES: z
    .enum(['0', '1'])
    .default('0')
    .transform((text) => text === '1')
    .describe('1 lists the voices at /v1/audio/voices without a key, as Open WebUI asks for them'),
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
  LECTERN_LLM_URL: z
    .url()
    .optional()
    .describe('an OpenAI-compatible server with a language model, up to /v1: it writes podcasts'),
  LECTERN_LLM_MODEL: z.string().optional().describe('the model it is asked for'),
  LECTERN_LLM_KEY: z.string().optional().describe('the key of that server'),
  LECTERN_LLM_SECONDS: seconds(300).describe('how long the language model may take for one answer'),
  LECTERN_CALLBACK_SECRET: z.string().optional().describe('signs callbacks; made at the first start when unset'),
  LECTERN_TRUST_PROXY: list
    .refine(
      (proxies = []) => proxies.every(isNetwork),
      'proxies are addresses or networks such as 10.0.0.0/8, or loopback',
    )
    .describe('proxies whose forwarding headers are believed: addresses, networks or loopback; none when unset'),
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
  LECTERN_KEY_CHARACTERS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('characters a day (UTC) that each key may have spoken; 0 for no limit'),
  LECTERN_KEY_CONVERSIONS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('conversions that each key may have under way at once; 0 for no limit'),
  LECTERN_METRICS_TOKEN: z
    .string()
    .min(8)
    .optional()
    .describe('who sends it as Authorization: Bearer may read /metrics; this machine only when unset'),
  LECTERN_HEAD_SECONDS: seconds(15).describe('how long a connection may take to send the head of a request'),
  LECTERN_BODY_SECONDS: seconds(30).describe(
    'how long the body of a request may stand still, or come slower than 1 KB/s',
  ),
  LECTERN_REQUEST_SECONDS: seconds(3600).describe('how long a whole request may take to arrive'),
  LECTERN_IDLE_SECONDS: seconds(75).describe('how long a connection is kept on which nothing is asked any more'),
  LECTERN_UNREAD_SECONDS: seconds(300).describe('how long an answer may wait for its reader to take more of it'),
  LECTERN_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(2_000)
    .describe('connections at once; beyond, those are closed on which nothing is asked, the oldest first'),
  LECTERN_SOCKETS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(50)
    .describe('WebSockets for speech that each key may have open at once, counted by each web process'),
  LECTERN_CORS_ORIGINS: list
    .refine((origins = []) => origins.every(isOrigin), 'origins look like https://my.app, or *')
    .describe('origins whose pages may use the API, comma-separated, or *; none when unset'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .optional()
    .describe('a collector of OpenTelemetry that is told of conversions, over HTTP; nobody is told when unset'),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional().describe('headers for it: name=value, comma-separated'),
  OTEL_SERVICE_NAME: z.string().default('lectern').describe('what this installation is called there'),
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

/** As Fastify takes them. */
function isNetwork(text: string): boolean {
  const [address, bits, ...more] = text.split('/') as [string, string?]
  const most = isIP(address) === 4 ? 32 : 128
  const isMask = bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most)
  return ['loopback', 'linklocal', 'uniquelocal'].includes(text) || (isIP(address) > 0 && isMask && more.length === 0)
}

function defaultDataFolder(): string {
  const isRoot = process.getuid?.() === 0
  return isRoot ? '/var/lib/lectern' : join(homedir(), '.local', 'share', 'lectern')
}
