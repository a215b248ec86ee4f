import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { z } from "zod"

const trialSchema = z.object({
  ids: z.array(z.string()),
  file: z.string(),
  /** How long the test takes without the change. */
  usualMs: z.number(),
})

/** The changes that are tried, and the test file that judges it. */
export type Trial = z.infer<typeof trialSchema>

export function trialFile(notes: string): string {
  return `${notes}.trial`
}

/** Says that a trial begins. */
export function beginTrial(notes: string, trial: Trial): void {
  writeFileSync(trialFile(notes), JSON.stringify(trial))
}

export function endTrial(notes: string): void {
  rmSync(trialFile(notes), { force: true })
}

/** The trial that is going on and since when (epoch ms); null when none is, or it just changes. */
export function readTrial(notes: string): { readonly trial: Trial; readonly since: number } | null {
  const path = trialFile(notes)
  if (!existsSync(path)) return null
  try {
    return { trial: trialSchema.parse(JSON.parse(readFileSync(path, "utf8"))), since: statSync(path).mtimeMs }
  } catch {
    return null
  }
}
