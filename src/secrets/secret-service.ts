import { findProgram } from "../system/find-program.ts"
import { type KeyStore, refused, service } from "./key-store.ts"
import { askStore, type ProgramSaid } from "./store-program.ts"

/** The Secret Service of a Linux desktop (GNOME Keyring, KWallet), through libsecret's program `secret-tool`. */
export function secretService(env: NodeJS.ProcessEnv): KeyStore {
  const ask = (verb: string, account: string, stdin?: string): Promise<ProgramSaid | string> => {
    const label = verb === "store" ? ["--label=For Loop for Antigravity: API key"] : []
    return askStore("secret-tool", [verb, ...label, "service", service, "account", account], stdin, env)
  }
  return {
    isThere: () => findProgram("secret-tool", env) !== null,
    name: "the keyring of this desktop",
    read: async (account) => {
      const said = await ask("lookup", account)
      if (typeof said === "string") return refused(said)
      if (said.code === 0 && said.stdout.trim() !== "") return { kind: "key", key: said.stdout.trim() }
      return isMissing(said) ? { kind: "none" } : refused(told(said))
    },
    write: async (account, key) => {
      const said = await ask("store", account, key)
      if (typeof said === "string") return refused(said)
      return said.code === 0 ? { kind: "kept" } : refused(told(said))
    },
    remove: async (account) => {
      // `clear` says nothing of whether there was one.
      const before = await ask("lookup", account)
      if (typeof before === "string") return refused(before)
      if (isMissing(before)) return { kind: "none" }
      const said = await ask("clear", account)
      if (typeof said === "string") return refused(said)
      return said.code === 0 ? { kind: "removed" } : refused(told(said))
    },
  }
}

/** It ends with 1 for "no such secret" and for "no keyring" alike; only the second says a word. */
function isMissing({ code, stdout, complaint }: ProgramSaid): boolean {
  return complaint === "" && (code === 1 || (code === 0 && stdout.trim() === ""))
}

function told({ code, complaint }: ProgramSaid): string {
  return complaint === "" ? `secret-tool ended with ${code}` : complaint
}
