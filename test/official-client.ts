import assert from 'node:assert/strict'
import { ElevenLabsClient, ElevenLabsError } from '@elevenlabs/elevenlabs-js'
import { operationOf } from './api-client.ts'
import { publicApi, validateAnswer } from './contract-check.ts'
import type { TestStudio } from './studio.ts'

/** The official client of a test studio, and the operations that it has asked for. */
export interface OfficialClient {
  client: ElevenLabsClient
  /** As the contract writes them: `POST /v1/studio/projects`. */
  asked: Set<string>
}

/**
 * Opens the official client on a test studio. It throws when it cannot parse an answer; each JSON answer is held against the
 * contract besides.
 * @param ask stands between the client and the network
 */
export function openClient(studio: TestStudio, ask: typeof fetch = fetch): OfficialClient {
  const asked = new Set<string>()
  const watched: typeof fetch = async (address, request) => {
    const answer = await ask(address, request)
    const operation = operationOf(request?.method ?? 'GET', new URL(String(address)).pathname)
    if (operation) asked.add(operation)
    if (operation && isJson(answer)) await checkLines(operation, answer.clone())
    return answer
  }
  const client = new ElevenLabsClient({ baseUrl: studio.api.baseUrl, apiKey: 'any', fetch: watched })
  return { client, asked }
}

/** The operations of the contract under a path. */
export function operationsUnder(start: string): string[] {
  const paths = Object.entries(publicApi.paths).filter(([path]) => path.startsWith(start))
  return paths.flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** For `assert.rejects`: an error of the client whose body has this code. */
export function isError(status: number, code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ElevenLabsError, String(error))
    assert.equal(error.statusCode, status)
    assert.equal((error.body as { detail: { code: string } }).detail.code, code)
    return true
  }
}

function isJson(answer: Response): boolean {
  return answer.headers.get('content-type')?.startsWith('application/json') ?? false
}

/** An answer is one JSON value, or one a line. */
async function checkLines(operation: string, answer: Response): Promise<void> {
  const [method, path] = operation.split(' ') as [string, string]
  for (const line of (await answer.text()).trim().split(/\n+/)) {
    validateAnswer(method, path, answer.status, JSON.parse(line))
  }
}
