import { createHmac } from 'node:crypto'

/**
 * The header `ElevenLabs-Signature` of a callback, as the official clients verify it: HMAC-SHA256 over the time of
 * sending (they refuse one older than 30 minutes), a dot, and the raw body.
 * @param sentAtUnix seconds
 */
export function signCallback(secret: string, rawBody: string, sentAtUnix: number): string {
  const signature = createHmac('sha256', secret).update(`${sentAtUnix}.${rawBody}`).digest('hex')
  return `t=${sentAtUnix},v0=${signature}`
}
