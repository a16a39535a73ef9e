import type { IncomingHttpHeaders } from 'node:http'

/** Headers that proxies, tunnels and content networks add; RFC 7239 and 9110 name the first two. */
const names = [
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-host',
  'x-originating-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'cf-ray',
  'cdn-loop',
  'fastly-client-ip',
  'fly-client-ip',
  'x-envoy-external-address',
  'x-azure-clientip',
]

/** Whether somebody passed a request on: then whoever asked may be anywhere, whatever address the connection has. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return Object.keys(headers).some((name) => name.startsWith('x-forwarded') || names.includes(name))
}
