import { findProgram } from "../system/find-program.ts"
import { type KeyStore, refused, service } from "./key-store.ts"
import { askStore, type ProgramSaid } from "./store-program.ts"

/** Windows PowerShell has the types of the Credential Manager; the later PowerShell has not. */
const program = "powershell"
/** Our own exit code for "no such key". */
const notFound = 3

const open =
  "$ErrorActionPreference='Stop';[void][Windows.Security.Credentials.PasswordVault,Windows.Security.Credentials,ContentType=WindowsRuntime];$v=New-Object Windows.Security.Credentials.PasswordVault;"
/** `FindAllByResource` throws where there is none; asking for all does not. */
const find = (account: string): string =>
  `$c=$v.RetrieveAll()|Where-Object{$_.Resource -eq '${service}' -and $_.UserName -eq '${account}'}|Select-Object -First 1;if($null -eq $c){exit ${notFound}};`

/** The Credential Manager of Windows, through PowerShell; the key goes in through stdin. */
export function windowsVault(env: NodeJS.ProcessEnv): KeyStore {
  const run = (script: string, stdin?: string): Promise<ProgramSaid | string> =>
    askStore(program, ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", open + script], stdin, env)
  return {
    isThere: () => findProgram(program, env) !== null,
    name: "the Credential Manager of Windows",
    read: async (account) => {
      const said = await run(`${find(account)}$c.RetrievePassword();[Console]::Out.Write($c.Password)`)
      if (typeof said === "string") return refused(said)
      if (said.code === notFound) return { kind: "none" }
      return said.code === 0 ? { kind: "key", key: said.stdout.trim() } : refused(told(said))
    },
    write: async (account, key) => {
      const script = `$k=[Console]::In.ReadToEnd().Trim();$v.Add((New-Object Windows.Security.Credentials.PasswordCredential('${service}','${account}',$k)))`
      const said = await run(script, key)
      if (typeof said === "string") return refused(said)
      return said.code === 0 ? { kind: "kept" } : refused(told(said))
    },
    remove: async (account) => {
      const said = await run(`${find(account)}$v.Remove($c)`)
      if (typeof said === "string") return refused(said)
      if (said.code === notFound) return { kind: "none" }
      return said.code === 0 ? { kind: "removed" } : refused(told(said))
    },
  }
}

function told({ code, complaint }: ProgramSaid): string {
  return complaint === "" ? `PowerShell ended with ${code}` : complaint
}
