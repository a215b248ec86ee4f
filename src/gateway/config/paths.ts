import { join } from "node:path"

/** Where the gateway keeps its files, inside our home (`forLoopHome`). */
export function gatewayFolder(home: string): string {
  return join(home, "gateway")
}

/** The one file a person writes. */
export function configPath(home: string): string {
  return join(gatewayFolder(home), "config.json")
}

export function keysPath(home: string): string {
  return join(gatewayFolder(home), "keys.json")
}

/** When each key was used last; apart from the keys, so that the gateway never writes what a person decides. */
export function keyUsePath(home: string): string {
  return join(gatewayFolder(home), "key-use.json")
}

/** Process, port and address of the gateway that runs. */
export function runningPath(home: string): string {
  return join(gatewayFolder(home), "running.json")
}
