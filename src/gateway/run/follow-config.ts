import { join } from "node:path"
import { fileStamp } from "../../system/file-stamp.ts"
import type { GatewayConfig, ServerConfig } from "../config/config.ts"
import { configPath } from "../config/paths.ts"
import { readGatewayConfig } from "../config/read-config.ts"
import type { GatewayParts } from "../serve/gateway-parts.ts"

const lookEveryMs = 1_000

/**
 * Takes over what is written into the configuration file, or into the key `gemini` beside it, while the gateway runs. A file that
 * cannot be used is told once and changes nothing. Returns what stops it.
 */
export function followConfig(
  { home, env, configure, forgetSecrets }: Pick<GatewayParts, "home" | "env" | "configure" | "forgetSecrets">,
  server: ServerConfig,
  onTrouble: (message: string) => void,
): () => void {
  const stampNow = (): string => [configPath(home), join(home, "keys")].map(fileStamp).join(" ")
  let stamp = stampNow()
  let reading = false
  const take = (config: GatewayConfig): void => {
    // The address cannot change under its clients; everything else of the server holds from now on.
    configure({ ...config, server: { ...config.server, host: server.host, port: server.port } })
    forgetSecrets()
  }
  const look = async (): Promise<void> => {
    const seen = stampNow()
    if (seen === stamp) return
    stamp = seen
    const read = await readGatewayConfig(home, env)
    if (read.kind === "wrong") onTrouble(read.why)
    else take(read.config)
  }
  const timer = setInterval(() => {
    if (reading) return
    reading = true
    look()
      .catch((error: unknown) => onTrouble(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        reading = false
      })
  }, lookEveryMs)
  return () => clearInterval(timer)
}
