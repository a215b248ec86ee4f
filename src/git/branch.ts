import type { Repository } from "./repository.ts"
import { runGit } from "./run-git.ts"
export async function startBranch(repo: Repository, wanted: { readonly kind: "auto" | "named"; readonly name: string }): Promise<{ readonly kind: "switched"; readonly name: string; readonly previous: string | null } | { readonly kind: "skipped"; readonly why: string }> {
  const made = await runGit(repo, ["switch", "--quiet", "-c", wanted.name])
  return made.exitCode === 0 ? { kind: "switched", name: wanted.name, previous: "main" } : { kind: "skipped", why: made.stderr.toString() }
}
