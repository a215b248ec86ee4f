import { createHash } from "node:crypto"
import { join } from "node:path"
import { readBeginning } from "../system/bounded-read.ts"
import { entryKind } from "../system/files.ts"
import { configName } from "./config-name.ts"

export type LoopConfig =
  | { readonly kind: "absent" }
  | { readonly kind: "invalid"; readonly why: string }
  | {
      readonly kind: "config"
      readonly name: string
      readonly checks: readonly string[]
      /** Hash of the file's exact text: what the user approves is this and nothing later (S34). */
      readonly hash: string
    }

const mostBytes = 256 * 1024

/**
 * Reads `for-loop.config.json` of a workspace: `{"checks": ["npm test"]}`. Nothing in it runs before it is approved. The
 * repository decides what lies there: a link to a device has no end, and what is not read whole cannot be approved.
 */
export function readLoopConfig(workspace: string): LoopConfig {
  const path = join(workspace, configName)
  if (entryKind(path) === null) return { kind: "absent" }
  const text = readBeginning(path, mostBytes + 4)
  if (text === null) return invalid("is no file that can be read")
  if (Buffer.byteLength(text) > mostBytes) return invalid("is larger than 256 kB")
  const value = parse(text)
  if (value === undefined || typeof value !== "object" || value === null) {
    return invalid("is not a JSON object")
  }
  const checks = "checks" in value ? value.checks : []
  if (!Array.isArray(checks) || !checks.every((check) => typeof check === "string" && check.trim() !== "")) {
    return invalid('needs "checks" to be a list of commands')
  }
  if (checks.length > 50) return invalid("names more than 50 checks")
  return { kind: "config", name: configName, checks, hash: createHash("sha256").update(text).digest("hex") }
}

function invalid(what: string): LoopConfig {
  return { kind: "invalid", why: `${configName} ${what}; correct it or name the checks with --check` }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
