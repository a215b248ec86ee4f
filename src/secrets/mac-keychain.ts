import { findProgram } from "../system/find-program.ts"
import { type KeyStore, refused, service } from "./key-store.ts"
import { askStore, type ProgramSaid } from "./store-program.ts"

/** `security` ends with it where there is no such item (errSecItemNotFound, -25300). */
const notFound = 44

/** The login keychain, through macOS's own program `security`. */
export function macKeychain(env: NodeJS.ProcessEnv): KeyStore {
  const security = (args: readonly string[], stdin?: string): Promise<ProgramSaid | string> =>
    askStore("security", args, stdin, env)
  return {
    isThere: () => findProgram("security", env) !== null,
    name: "the keychain of this Mac",
    read: async (account) => {
      const said = await security(["find-generic-password", "-s", service, "-a", account, "-w"])
      if (typeof said === "string") return refused(said)
      if (said.code === notFound) return { kind: "none" }
      return said.code === 0 ? { kind: "key", key: said.stdout.trim() } : refused(told(said))
    },
    write: async (account, key) => {
      // Its interactive form takes commands from stdin; as hex nothing in a key can be read as something else.
      const hex = Buffer.from(key, "utf8").toString("hex")
      const said = await security(["-i"], `add-generic-password -U -s ${service} -a ${account} -X ${hex}\n`)
      if (typeof said === "string") return refused(said)
      // The interactive form ends with 0 whatever its commands did, so the complaint counts too.
      return said.code === 0 && said.complaint === "" ? { kind: "kept" } : refused(told(said))
    },
    remove: async (account) => {
      const said = await security(["delete-generic-password", "-s", service, "-a", account])
      if (typeof said === "string") return refused(said)
      if (said.code === notFound) return { kind: "none" }
      return said.code === 0 ? { kind: "removed" } : refused(told(said))
    },
  }
}

function told({ code, complaint }: ProgramSaid): string {
  return complaint === "" ? `security ended with ${code}` : complaint
}
