import { type Finding, finding } from "../verdict.ts"
import { hasAny, names, readOptions } from "../words.ts"

/** Pushes that overwrite or delete what others have; an ordinary push of new commits is none. */
export function gitPush(rest: readonly string[]): readonly Finding[] {
  const options = readOptions(rest, names("o push-option repo receive-pack exec"))
  if (hasAny(options, "n", "dry-run")) return []
  const forced = hasAny(options, "f", "force", "force-with-lease", "mirror", "prune")
  const [, ...refs] = options.operands
  if (forced || refs.some((ref) => ref.startsWith("+")))
    return [finding("git-push-force", "machine", "overwrites the history of a remote branch")]
  if (hasAny(options, "d", "delete") || refs.some((ref) => ref.startsWith(":")))
    return [finding("git-push-force", "machine", "deletes a branch or tag of the remote")]
  return []
}
