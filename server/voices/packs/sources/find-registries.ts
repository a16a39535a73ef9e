import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** A place that this machine is set up to use: a package index, a registry, a mirror. */
export interface Registry {
  /** Without a slash at its end, and without a password. */
  address: string
  /** For sentences. */
  host: string
  /** Sent to this registry only. */
  authorization?: string
}

type Environment = Record<string, string | undefined>

/**
 * As pip finds its index: PIP_INDEX_URL, then `index-url` of its configuration files, then what pip itself goes to.
 * Undefined where nothing is set up and there is no pip to ask.
 */
export async function findPythonIndex(environment: Environment): Promise<Registry | undefined> {
  const files = pipFiles(environment).map((file) => readSetting(file, /^index[-_]url\s*[=:]\s*(\S+)/m, 'global'))
  const configured = toRegistry(environment.PIP_INDEX_URL) ?? toRegistry(files.findLast((found) => found !== undefined))
  return configured ?? toRegistry(await ask(environment, 'python3', ['-c', pipsDefault]))
}

/** As npm finds its registry: npm_config_registry, then `registry` of its configuration files, then what npm itself says. */
export async function findNpmRegistry(environment: Environment): Promise<Registry | undefined> {
  const files = npmFiles(environment).map((file) => readSetting(file, /^registry\s*=\s*["']?([^\s"']+)/m))
  const address = fromNpm(environment, 'registry') ?? files.find((found) => found !== undefined)
  return toRegistry(address) ?? toRegistry(await ask(environment, 'npm', ['config', 'get', 'registry']))
}

const pipsDefault = 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)'
const patienceMilliseconds = 10_000

/** What a program prints; undefined when it is not there or fails. */
async function ask(environment: Environment, program: string, words: string[]): Promise<string | undefined> {
  const options = { env: environment, timeout: patienceMilliseconds }
  const answer = await promisify(execFile)(program, words, options).catch(() => undefined)
  return answer?.stdout.trim()
}

/** What a request to this address carries, so that a password goes to its own registry alone. */
export function headersFor({ address, authorization }: Registry, target: string | URL): Record<string, string> {
  if (authorization === undefined || new URL(target).origin !== new URL(address).origin) return {}
  return { authorization }
}

/** The later file wins. Source: pip's documentation, "Configuration". */
function pipFiles({ PIP_CONFIG_FILE, XDG_CONFIG_HOME, HOME = homedir(), VIRTUAL_ENV }: Environment): string[] {
  return [
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
    join(HOME, '.pip', 'pip.conf'),
    join(HOME, 'Library', 'Application Support', 'pip', 'pip.conf'),
    join(XDG_CONFIG_HOME || join(HOME, '.config'), 'pip', 'pip.conf'),
    ...(VIRTUAL_ENV ? [join(VIRTUAL_ENV, 'pip.conf')] : []),
    ...(PIP_CONFIG_FILE ? [PIP_CONFIG_FILE] : []),
  ]
}

/** The earlier file wins. Source: npm's documentation, "npmrc". */
function npmFiles(environment: Environment): string[] {
  const { HOME = homedir() } = environment
  const prefix = fromNpm(environment, 'prefix') ?? dirname(dirname(process.execPath))
  return [
    '.npmrc',
    fromNpm(environment, 'userconfig') ?? join(HOME, '.npmrc'),
    fromNpm(environment, 'globalconfig') ?? join(prefix, 'etc', 'npmrc'),
  ]
}

/** npm reads its variables in either case. */
function fromNpm(environment: Environment, name: string): string | undefined {
  return environment[`npm_config_${name}`] || environment[`NPM_CONFIG_${name.toUpperCase()}`] || undefined
}

/** @param section of an INI file; the whole file when not given */
function readSetting(file: string, setting: RegExp, section?: string): string | undefined {
  const text = readIfThere(file)
  const part = section === undefined ? text : sectionOf(text, section)
  return setting.exec(part)?.[1]
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function sectionOf(text: string, name: string): string {
  const sections = text.split(/^\[([^\]]+)\]\s*$/m)
  return sections[sections.indexOf(name) + 1] ?? ''
}

/** Undefined for what cannot be an address. */
export function toRegistry(address: string | undefined): Registry | undefined {
  const url = address && URL.parse(address)
  if (!url) return undefined
  const { username, password } = url
  url.username = url.password = ''
  const secret = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return {
    address: url.href.replace(/\/+$/, ''),
    host: url.host,
    ...(username && { authorization: `Basic ${secret}` }),
  }
}
