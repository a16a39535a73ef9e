import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What of S3 files need that are read and written whole, in memory, for whoever wants it to misbehave. */
export interface FakeS3 extends AsyncDisposable {
  /** Lectern's variables for a bucket of it. */
  environment: Record<string, string>
  /** Answers some requests otherwise, and says whether it does. */
  misbehave: (request: IncomingMessage, response: ServerResponse) => boolean
}

export async function openFakeS3(): Promise<FakeS3> {
  const objects = new Map<string, Buffer>()
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    if (fake.misbehave(request, response)) return
    const { pathname, searchParams } = new URL(request.url!, 'http://fake')
    if (searchParams.has('list-type')) return response.end(listOf(objects, searchParams.get('prefix') ?? ''))
    if (searchParams.has('uploads')) return refuse(response, 501, 'NotImplemented')
    if (request.method === 'PUT') return response.end(void objects.set(pathname, body))
    if (request.method === 'DELETE') return response.writeHead(204).end(void objects.delete(pathname))
    const object = objects.get(pathname)
    if (!object) return refuse(response, 404, 'NoSuchKey')
    response.writeHead(200, { 'content-length': object.length, etag: '"1"' })
    response.end(request.method === 'HEAD' ? undefined : object)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeS3 = {
    environment: {
      LECTERN_FILES: 's3://bucket',
      LECTERN_S3_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      LECTERN_S3_ACCESS_KEY: 'key',
      LECTERN_S3_SECRET_KEY: 'secret',
    },
    misbehave: () => false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

/** Ends an answer with an error as S3 tells it. */
export function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<Error><Code>${code}</Code><Message>It is so.</Message></Error>`)
}

function listOf(objects: Map<string, Buffer>, prefix: string): string {
  const keys = [...objects.keys()].map((path) => path.slice('/bucket/'.length)).filter((key) => key.startsWith(prefix))
  const entries = keys.map(
    (key) => `<Contents><Key>${key}</Key><Size>${objects.get(`/bucket/${key}`)!.length}</Size></Contents>`,
  )
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListBucketResult>`
}
