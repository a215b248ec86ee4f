import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { npmInstall } from "../../test/clients/npm-install.ts"
import { freePort, type Program, startProgram } from "./program.ts"

/** Gateways of others that can be had from the registry and run offline; exact versions, installed on demand. */
const pinned = { "@portkey-ai/gateway": "1.15.2", "@musistudio/claude-code-router": "2.0.0" } as const

const folder = process.env.FOR_LOOP_PEERS ?? join(import.meta.dirname, "..", "..", ".clients", "peers")

export function peersAreInstalled(): boolean {
  return Object.keys(pinned).every((name) => existsSync(join(folder, "node_modules", name)))
}

/** Installs what is missing; throws in words when the registry cannot be reached. */
export function installPeers(): void {
  const trouble = peersAreInstalled() ? null : npmInstall(folder, pinned)
  if (trouble !== null) throw new Error(`The gateways to compare with could not be installed: ${trouble}`)
}

/** Portkey takes provider and address from headers. */
export async function startPortkey(home: string): Promise<Program> {
  const port = await freePort()
  const script = join(folder, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js")
  return startProgram("Portkey 1.15.2", [script, `--port=${port}`, "--headless"], home, port)
}

/** claude-code-router, quiet and with one provider: chat completions at `upstream`. */
export async function startRouter(home: string, upstream: string): Promise<Program> {
  const port = await freePort()
  const config = {
    HOST: "127.0.0.1",
    PORT: port,
    APIKEY: "fake",
    LOG: false,
    NON_INTERACTIVE_MODE: true,
    Providers: [
      {
        name: "bench",
        api_base_url: `${upstream}/v1/chat/completions`,
        api_key: "fake",
        models: ["gpt-5.5"],
      },
    ],
    Router: { default: "bench,gpt-5.5" },
  }
  mkdirSync(join(home, ".claude-code-router"), { recursive: true })
  writeFileSync(join(home, ".claude-code-router", "config.json"), JSON.stringify(config))
  const script = join(folder, "node_modules", "@musistudio", "claude-code-router", "dist", "cli.js")
  return startProgram("claude-code-router 2.0.0", [script, "start"], home, port)
}
