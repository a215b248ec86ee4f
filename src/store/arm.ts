import { randomBytes } from "node:crypto"
import { rmSync } from "node:fs"
import { join } from "node:path"
import type { Settings } from "../loop/settings.ts"
import { ensureDir, readTextIfPresent, temporaryName, writeFileAtomic } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"
import { listNames } from "../system/list-names.ts"
import { renameFile } from "../system/rename-file.ts"
import { errnoOf, onDisk } from "../system/store-error.ts"
import { isArmToken } from "./arm-lookup.ts"
import { isSafeId } from "./home.ts"
import { armsFolder } from "./paths.ts"
import { validateSettings } from "./state-validator.ts"

/** How long a started loop waits for its conversation (design §5). */
const lifetimeMs = 10 * 60_000

export type ArmOrder = {
  readonly task: string
  readonly settings: Settings
  readonly checks: readonly string[]
  readonly workspace: string
  /** Id the loop shall get, when its starter wants to follow it; null = whoever binds it chooses. */
  readonly loop?: string | null
}

/** A loop that was started outside a conversation and waits for the one that carries `token`. Times in epoch ms. */
export type Arm = Required<ArmOrder> & {
  readonly token: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** Creates an arm with a random 128-bit token, valid for 10 minutes from `now`. Throws StoreError. */
export function createArm(home: string, order: ArmOrder, now: number): Arm {
  const token = randomBytes(16).toString("hex")
  const { task, settings, checks, workspace, loop = null } = order
  const arm = { token, createdAt: now, expiresAt: now + lifetimeMs, task, settings, checks, workspace, loop }
  ensureDir(armsFolder(home))
  writeFileAtomic(armPath(home, token), `${JSON.stringify(arm)}\n`)
  return arm
}

/**
 * Takes the arm with this token. Of any number of processes that try at once exactly one gets it: the rename succeeds
 * once. Null when the token is unknown, taken, expired, or its file damaged. Throws StoreError.
 */
export function claimArm(home: string, token: string, now: number): Arm | null {
  if (!isArmToken(token)) return null
  const claimed = temporaryName(armPath(home, token))
  if (!claim(armPath(home, token), claimed)) return null
  const arm = decode(readTextIfPresent(claimed) ?? "")
  onDisk(claimed, () => rmSync(claimed, { force: true }))
  return arm !== null && arm.token === token && isCurrent(arm, now) ? arm : null
}

/** The arms that can still be taken, newest first; damaged and expired ones are left out. Throws StoreError. */
export function listArms(home: string, now: number): Arm[] {
  const folder = armsFolder(home)
  return listNames(folder)
    .filter((name) => name.endsWith(".json") && isArmToken(name.slice(0, -".json".length)))
    .flatMap((name) => {
      const arm = decode(readTextIfPresent(join(folder, name)) ?? "")
      return arm !== null && name === `${arm.token}.json` && isCurrent(arm, now) ? [arm] : []
    })
    .sort((a, b) => b.createdAt - a.createdAt)
}

/** Removes expired and damaged arms; returns how many. Throws StoreError. */
export function expireArms(home: string, now: number): number {
  const folder = armsFolder(home)
  const gone = listNames(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name))
    .filter((path) => {
      const arm = decode(readTextIfPresent(path) ?? "")
      return arm === null || !isCurrent(arm, now)
    })
  for (const path of gone) onDisk(path, () => rmSync(path, { force: true }))
  return gone.length
}

function claim(path: string, claimed: string): boolean {
  return onDisk(path, () => {
    try {
      renameFile(path, claimed)
      return true
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return false
      throw error
    }
  })
}

/** A clock that was set back must not prolong an arm. */
function isCurrent(arm: Arm, now: number): boolean {
  return now < arm.expiresAt && now >= arm.createdAt - lifetimeMs
}

function armPath(home: string, token: string): string {
  return join(armsFolder(home), `${token}.json`)
}

function decode(text: string): Arm | null {
  const value = parseRecord(text)
  if (value === null) return null
  const { token, createdAt, expiresAt, task, settings, checks, workspace, loop } = value
  if (typeof token !== "string" || !isCount(createdAt) || !isCount(expiresAt)) return null
  if (typeof task !== "string" || typeof workspace !== "string" || !validateSettings(settings)) return null
  if (!Array.isArray(checks)) return null
  const commands = checks.filter((check) => typeof check === "string")
  if (commands.length !== checks.length) return null
  if (loop !== null && (typeof loop !== "string" || !isSafeId(loop))) return null
  return { token, createdAt, expiresAt, task, settings, checks: commands, workspace, loop }
}
