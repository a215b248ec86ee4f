import { resolve } from "node:path"
import { entryKind } from "../system/files.ts"
import { type Given, textGiven } from "./arguments.ts"
import type { CliContext } from "./context.ts"
import { wrongUsage } from "./problem.ts"
import type { Problem } from "./result.ts"

/** The file that `--option` names for a command's text, from the root on; null without the option. Throws StoreError. */
export function outputFile(
  given: Given,
  { cwd }: Pick<CliContext, "cwd">,
  command: string,
  option: string,
):
  | { readonly kind: "file"; readonly path: string | null }
  | { readonly kind: "problem"; readonly problem: Problem } {
  const named = textGiven(given, option)
  const path = named === null ? null : resolve(cwd, named)
  if (path === null || entryKind(path) !== "folder") return { kind: "file", path }
  return {
    kind: "problem",
    problem: wrongUsage(command, `--${option} needs a file, and ${path} is a folder.`),
  }
}
