import { isDeepStrictEqual } from "node:util"
import { acquireLock } from "../../store/lock.ts"
import { ensureDir, writeFileAtomic } from "../../system/atomic-file.ts"
import { checkFile } from "./check-file.ts"
import type { ConfigFile } from "./config-schema.ts"
import { configPath, gatewayFolder } from "./paths.ts"
import { type ConfigRead, effective, foundUpstreams, readConfigFile } from "./read-config.ts"

/** A file whose upstreams are written out, also when the environment offered them. */
export type FullFile = ConfigFile & { readonly upstreams: NonNullable<ConfigFile["upstreams"]> }

/**
 * Changes the configuration file so that no change of another process is lost; `change` returns the new file, or in one
 * sentence why not. What it leaves alone stays as it is, fields that this version does not know too. Nothing is written
 * unless the result can be used. Throws StoreError.
 */
export async function changeConfig(
  home: string,
  env: NodeJS.ProcessEnv,
  now: number,
  change: (file: FullFile) => ConfigFile | string,
): Promise<ConfigRead> {
  const lock = await acquireLock(home, "gateway-config", { now, waitMs: 5_000, staleMs: 30_000 })
  if (lock.kind === "busy") return wrong(`The configuration is being changed by ${lock.holder}; try again.`)
  if (lock.kind === "unavailable") return wrong(lock.why)
  try {
    const read = readConfigFile(home)
    if (read.kind === "wrong") return read
    const named = read.file.upstreams ?? []
    const upstreams = named.length > 0 ? named : await foundUpstreams(home, env)
    const next = change({ ...read.file, upstreams })
    if (typeof next === "string") return wrong(next)
    // What the environment offers stays its own while nobody changes it.
    const same = named.length === 0 && isDeepStrictEqual(next.upstreams, upstreams)
    const { upstreams: _, ...rest } = next
    const file = same ? rest : next
    const checked = checkFile(file)
    // The file itself is well: what was asked for is not.
    if (checked.kind === "wrong") return wrong(`The configuration would not be usable: ${checked.what}.`)
    const holds = await effective(file, true, home, env)
    if (holds.kind === "wrong") return holds
    ensureDir(gatewayFolder(home))
    writeFileAtomic(configPath(home), `${JSON.stringify(file, null, 2)}\n`)
    return holds
  } finally {
    lock.release()
  }
}

function wrong(why: string): ConfigRead {
  return { kind: "wrong", why }
}
