/**
 * Whom an address belongs to, as far as it tells: of IPv6 the first 48 bits, since so much may be given to one (RFC 6177),
 * and of IPv4 all of it.
 * @param ip none of a connection that has ended
 */
export function networkOf(ip = ''): string {
  if (ip.includes('.')) return ip
  const [before = [], after = []] = ip.split('::').map((part) => part.split(':').filter(Boolean))
  const leftOut = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return [...before, ...leftOut, ...after].slice(0, 3).join(':')
}
