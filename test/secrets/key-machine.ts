import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const program = join(import.meta.dirname, "programs", "fake-key-program.ts")

/** A machine with a private PATH on which only these programs of a key store lie. */
export function keyMachine(programs: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), "for-loop keys-"))
  const bin = join(folder, "bin")
  const keys = join(folder, "keys")
  mkdirSync(bin)
  mkdirSync(keys)
  for (const name of programs) {
    const path = join(bin, name)
    writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${program}" ${name} "$@"\n`)
    chmodSync(path, 0o755)
  }
  const log = join(keys, "arguments.log")
  return {
    folder,
    home: join(folder, "home"),
    env: { PATH: bin, FAKE_KEYS: keys, HOME: folder, ...more } satisfies NodeJS.ProcessEnv,
    /** Every argument that any of the programs was given. */
    seenArguments: () => (existsSync(log) ? readFileSync(log, "utf8") : ""),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
