import { addTrust, readTrust } from "../store/trust.ts"
import { configName } from "../verify/config-name.ts"
import { readLoopConfig } from "../verify/loop-config.ts"
import { folderOf } from "./folder-of.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { plainWording } from "./wording.ts"

/** The checks that a repository's own configuration names, and whether the person let them run. */
export type ConfigTrust = {
  readonly kind: "config"
  readonly workspace: string
  readonly file: string
  readonly checks: readonly string[]
  /** Hash of the file's exact text: what is approved is this and nothing later (S34). */
  readonly hash: string
  readonly trusted: boolean
}

export type NoConfig = { readonly kind: "absent"; readonly workspace: string; readonly file: string }

/** What there is to approve in a folder. Show the commands through `visibleCommand`. Throws StoreError. */
export function readConfigTrust(person: Person, folder: string): ConfigTrust | NoConfig | Refused {
  const { home, wording = plainWording } = person
  const place = folderOf(person, folder)
  if (place.kind === "refused") return place
  const workspace = place.folder
  const config = readLoopConfig(workspace)
  switch (config.kind) {
    case "absent":
      return { kind: "absent", workspace, file: configName }
    case "invalid":
      return refused("config-invalid", `Nothing was approved: ${config.why}.`, wording.correctConfig)
    case "config": {
      const { checks, hash } = config
      const trusted = readTrust(home, workspace, hash)
      return { kind: "config", workspace, file: configName, checks, hash, trusted }
    }
    default:
      return config satisfies never
  }
}

/** Lets the commands that the person was shown run in that folder. A file that changed since asks again. Throws StoreError. */
export function trustConfig(person: Person, shown: Pick<ConfigTrust, "workspace" | "hash">): void {
  addTrust(person.home, shown.workspace, shown.hash, person.now())
}

/** A command with every character that is not seen, or turns the line around, written out. */
export function visibleCommand(command: string): string {
  return JSON.stringify(command).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  )
}
