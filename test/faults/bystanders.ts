import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Playground } from "../e2e/playground.ts"

/** A digest of each file that a loop must not touch, by its path: the user's own repository and another loop. */
export function foreignFiles(place: Playground, others: readonly string[]): ReadonlyMap<string, string> {
  const git = join(place.project, ".git")
  const files = [
    ...["HEAD", "index", "config", "logs/HEAD"].map((name) => join(git, name)),
    ...below(join(git, "refs", "heads")),
    ...below(place.project).filter((path) => !path.startsWith(`${git}/`)),
    ...others.flatMap((path) => (statSync(path).isDirectory() ? below(path) : [path])),
  ]
  return new Map(files.filter((path) => existsSync(path)).map((path) => [path, digestOf(path)]))
}

/** What git itself finds wrong with the repository; empty when it is whole. */
export function brokenObjects(project: string): string {
  try {
    const said = execFileSync("git", ["fsck", "--strict", "--no-dangling"], { cwd: project, stdio: "pipe" })
    return said.toString().trim()
  } catch (error) {
    return String(error)
  }
}

function below(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

function digestOf(path: string): string {
  return createHash("sha1").update(readFileSync(path)).digest("hex")
}
