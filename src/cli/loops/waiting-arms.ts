import { join } from "node:path"
import { isArmToken } from "../../store/arm-lookup.ts"
import { armsFolder } from "../../store/paths.ts"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { isCount, parseRecord } from "../../system/json-record.ts"
import { listNames } from "../../system/list-names.ts"

/** An arm as far as it is shown: it waits until `expiresAt` (epoch ms) for the conversation that carries its token. */
export type WaitingArm = {
  readonly token: string
  readonly task: string
  readonly workspace: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** The arms that can still be taken, newest first; damaged and expired ones are left out. Throws StoreError. */
export function waitingArms(home: string, now: number): WaitingArm[] {
  const folder = armsFolder(home)
  return listNames(folder)
    .filter((name) => name.endsWith(".json") && isArmToken(name.slice(0, -".json".length)))
    .flatMap((name) => decode(readTextIfPresent(join(folder, name)) ?? ""))
    .filter((arm) => now < arm.expiresAt)
    .sort((a, b) => b.createdAt - a.createdAt)
}

function decode(text: string): WaitingArm[] {
  const value = parseRecord(text)
  if (value === null) return []
  const { token, task, workspace, createdAt, expiresAt } = value
  if (typeof token !== "string" || typeof task !== "string" || typeof workspace !== "string") return []
  if (!isCount(createdAt) || !isCount(expiresAt)) return []
  return [{ token, task, workspace, createdAt, expiresAt }]
}
