import { BlockList, isIP } from 'node:net'

/**
 * Whether an IP address belongs to the public internet. Everything else is refused: this machine, private networks,
 * link-local, carrier-grade NAT, multicast, documentation, and the forms that hide an IPv4 address in an IPv6 one.
 * Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 4291, 2.4: only 2000::/3 is global unicast,
 * which leaves out ::/128, ::1, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96), unique local, fe80::/10 and ff00::/8.
 */
export function isPublicAddress(address: string): boolean {
  const [bare] = address.split('%') as [string]
  if (isIP(bare) === 4) return !specialIpv4.check(bare, 'ipv4')
  if (isIP(bare) === 6) return globalUnicast.check(bare, 'ipv6') && !specialIpv6.check(bare, 'ipv6')
  return false
}

const specialIpv4 = toBlockList('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, and the metadata of cloud machines
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
])
const globalUnicast = toBlockList('ipv6', ['2000::/3'])
const specialIpv6 = toBlockList('ipv6', [
  '2001::/23', // IETF protocol assignments: Teredo, ORCHID, benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
])

function toBlockList(type: 'ipv4' | 'ipv6', networks: string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address, prefix] = network.split('/') as [string, string]
    list.addSubnet(address, Number(prefix), type)
  }
  return list
}
