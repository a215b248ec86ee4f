import { BlockList, isIP } from "node:net"

/** Names of this machine itself. */
export function isLoopbackName(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase()
  if (name === "localhost" || name.endsWith(".localhost")) return true
  const family = isIP(name)
  return family !== 0 && loopback.check(name, family === 4 ? "ipv4" : "ipv6")
}

/**
 * Whether an address belongs to the public internet: nothing of this machine, its networks or its cloud's metadata
 * service, also where an IPv6 address carries an IPv4 one (G73).
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0 || address.includes("%")) return false
  if (family === 4) return !reserved4.check(address, "ipv4")
  // Only 2000::/3 is given out; what lies outside are local, mapped and special addresses.
  return global6.check(address, "ipv6") && !reserved6.check(address, "ipv6")
}

const loopback = listOf(["127.0.0.0/8"], ["::1/128"])

/** IANA's special-purpose registry, with multicast and what is kept for later. */
const reserved4 = listOf(
  [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
  ],
  [],
)

const global6 = listOf([], ["2000::/3"])

/** Special ranges, tunnels that carry IPv4 addresses (Teredo, 6to4), documentation. */
const reserved6 = listOf([], ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"])

function listOf(four: readonly string[], six: readonly string[]): BlockList {
  const list = new BlockList()
  for (const [ranges, family] of [
    [four, "ipv4"],
    [six, "ipv6"],
  ] as const) {
    for (const range of ranges) {
      const [net = "", bits = "0"] = range.split("/")
      list.addSubnet(net, Number(bits), family)
    }
  }
  return list
}
