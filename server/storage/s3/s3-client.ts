import type { S3Client } from '@aws-sdk/client-s3'
import type { S3Place } from './s3-place.ts'

/** How a bucket is reached. What is left out, the SDK finds where AWS's own tools do: profiles, roles of machines and pods. */
export interface S3Access {
  /** `https://…` of a server that speaks S3; Amazon's own when left out. */
  endpoint?: string
  region?: string
  accessKey?: string
  secretKey?: string
  /** Whether the bucket stands in the path of an address or in its host; by default in the path where there is an endpoint. */
  addressing?: 'path' | 'host'
}

/** A bucket that is open. What the client throws, `explainS3Fault` makes one of ours. */
export interface S3 extends Disposable {
  place: S3Place
  /** Asks again, up to four times, what may help when repeated. */
  client: S3Client
  sdk: typeof import('@aws-sdk/client-s3')
}

const connectMilliseconds = 5_000
/** For an answer to begin, and between two pieces of it. */
const silenceMilliseconds = 30_000
const attempts = 4
const sockets = 200

/** The SDK is large, and loaded only here. */
export async function openS3(place: S3Place, access: S3Access): Promise<S3> {
  const sdk = await import('@aws-sdk/client-s3')
  const { endpoint, region, accessKey, secretKey, addressing } = access
  const agent = { keepAlive: true, maxSockets: sockets }
  const client = new sdk.S3Client({
    ...(endpoint && { endpoint }),
    ...(region || endpoint ? { region: region ?? 'us-east-1' } : {}),
    ...(accessKey && secretKey && { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }),
    forcePathStyle: addressing ? addressing === 'path' : endpoint !== undefined,
    maxAttempts: attempts,
    // Every body that we send is signed with its SHA-256. The SDK's own checksums besides are unknown to older servers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectMilliseconds,
      socketTimeout: silenceMilliseconds,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
  return { place, client, sdk, [Symbol.dispose]: () => client.destroy() }
}
