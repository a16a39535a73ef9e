import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { openStudioWithPlainVoices } from './plain-voices.ts'

// Programs that other people wrote for the hosted service, unmodified, with nothing changed but the address. They are fetched
// from their registries and kept in a temporary folder. docs/clients.md tells which they are.

const run = promisify(execFile)

const inPython = {
  'elevenlabs==0.2.27': 'elevenlabs-0.2.py',
  'elevenlabs==1.0.0': 'elevenlabs-1.0.py',
  'elevenlabs==1.59.0': 'elevenlabs-1.59.py',
  'elevenlabs-mcp==0.12.2': 'elevenlabs-mcp.py',
  'pipecat-ai[elevenlabs]==1.14.0': 'pipecat-http.py',
  'livekit-plugins-elevenlabs==1.8.9': 'livekit-plugin.py',
  'litellm==1.110.2': 'litellm-speech.py',
}

for (const [name, script] of Object.entries(inPython)) {
  test(`${name} of PyPI works`, async (context) => {
    if (!(await hasPython(context))) return
    const python = await fetchPackage('python-with.sh', name)
    await runClient(python, [join(import.meta.dirname, 'other-clients', script)])
  })
}

const inNode = { 'elevenlabs@1.59.0': 'elevenlabs-npm.mjs', '@ai-sdk/elevenlabs@3.0.46': 'ai-sdk.mjs' }

for (const [name, script] of Object.entries(inNode)) {
  test(`${name} of npm works`, async () => {
    const folder = await fetchPackage('npm-with.sh', name)
    await runClient(process.execPath, [join(import.meta.dirname, 'other-clients', script)], { CLIENT_FOLDER: folder })
  })
}

/** Runs a program while a studio listens at LECTERN_URL. It fails when the program does. */
async function runClient(program: string, args: string[], environment: Record<string, string> = {}): Promise<void> {
  await using studio = await openStudioWithPlainVoices()
  const url = studio.api.baseUrl
  const ofOldClients = { ELEVEN_BASE_URL: `${url}/v1`, ELEVEN_API_KEY: 'any' }
  const env = {
    ...process.env,
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    ...ofOldClients,
    ...environment,
    LECTERN_URL: url,
  }
  try {
    await run(program, args, { env, timeout: 180_000 })
  } catch (error) {
    assert.fail(`${(error as { stderr: string }).stderr.slice(-2_000)}`)
  }
}

async function fetchPackage(script: string, name: string): Promise<string> {
  const { stdout } = await run('bash', [join(import.meta.dirname, script), name], { timeout: 900_000 })
  return stdout.trim()
}

async function hasPython(context: TestContext): Promise<boolean> {
  const found = await run('python3', ['-c', 'import ensurepip, venv']).catch(() => undefined)
  if (!found) context.skip('there is no Python 3 with venv on this machine')
  return found !== undefined
}
