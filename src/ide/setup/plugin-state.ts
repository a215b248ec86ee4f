import type { SetupView } from "../../dashboard/model/view.ts"
import type { PluginFacts } from "./plugin-facts.ts"

/** `why` is told to people; `repair`: what setting up again would do, by itself where the user allows that. */
export type PluginState = {
  readonly plugin: SetupView["plugin"]
  readonly why:
    | "fine"
    | "not-installed"
    /** A link to a checkout: its owner keeps it. */
    | "linked"
    /** Another program of this user brought a later version; going back would go on for ever between the two. */
    | "newer"
    | "older"
    | "changed"
    | "broken"
    | "runtime-gone"
  readonly repair: "none" | "offer" | "automatic"
}

/** What the facts mean: pure. A link and a later version are left alone; only what we installed is repaired unasked. */
export function pluginState(facts: PluginFacts): PluginState {
  const repair = facts.ours ? "automatic" : "offer"
  if (facts.folder === "absent") return { plugin: "missing", why: "not-installed", repair: "offer" }
  if (facts.folder === "link") return { plugin: "installed", why: "linked", repair: "none" }
  const age = compareVersions(facts.version.installed, facts.version.packed)
  if (age === "newer" && facts.runtime !== "gone")
    return { plugin: "installed", why: "newer", repair: "none" }
  if (age === "older") return { plugin: "outdated", why: "older", repair }
  if (age === "same" && facts.broken.length > 0) return { plugin: "damaged", why: "broken", repair }
  if (facts.runtime === "gone") return { plugin: "damaged", why: "runtime-gone", repair }
  if (facts.different.length > 0) return { plugin: "outdated", why: "changed", repair }
  return { plugin: "installed", why: "fine", repair: "none" }
}

type Age = "older" | "same" | "newer"

/** Versions as semver orders their numbers; one that cannot be read is older than every other. */
function compareVersions(installed: string | null, packed: string | null): Age {
  const [mine, theirs] = [numbersOf(installed), numbersOf(packed)]
  if (theirs === null) return "same"
  if (mine === null) return "older"
  for (const [index, number] of mine.entries()) {
    const other = theirs[index] ?? 0
    if (number !== other) return number < other ? "older" : "newer"
  }
  return "same"
}

function numbersOf(version: string | null): readonly number[] | null {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(version ?? "")
  return found === null ? null : found.slice(1).map(Number)
}
