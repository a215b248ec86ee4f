import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export type HostName = "claude-code" | "gemini-cli"

/** Exact versions under test: a newer host is a deliberate change of this table, never a surprise of the day. */
export const pinned: Readonly<Record<HostName, { readonly package: string; readonly version: string }>> = {
  "claude-code": { package: "@anthropic-ai/claude-code", version: "2.1.328" },
  "gemini-cli": { package: "@google/gemini-cli", version: "0.61.0" },
}

/**
 * Folder that holds the installed hosts: ignored by git and outside the project's own dependency tree. FOR_LOOP_HOSTS
 * names another one, for example a cache that outlives the checkout.
 */
export const hostsFolder =
  process.env.FOR_LOOP_HOSTS ??
  join(import.meta.dirname, "..", "..", "node_modules", ".cache", "for-loop-hosts")

type Located =
  | { readonly kind: "found"; readonly program: string; readonly args: readonly string[] }
  | { readonly kind: "missing"; readonly why: string }

/**
 * Program and leading arguments that start an installed host, or one sentence saying what is missing.
 * Only the pinned version counts as installed.
 */
export function locateHost(host: HostName, folder: string = hostsFolder): Located {
  const { package: name, version } = pinned[host]
  const present = installedVersion(join(folder, "node_modules", name, "package.json"))
  if (present !== version)
    return { kind: "missing", why: `${name} ${version} is not installed (found: ${present ?? "nothing"}).` }
  return host === "claude-code" ? locateClaude(folder) : locateGemini(folder)
}

function installedVersion(manifest: string): string | null {
  if (!existsSync(manifest)) return null
  const parsed: unknown = JSON.parse(readFileSync(manifest, "utf8"))
  if (typeof parsed !== "object" || parsed === null || !("version" in parsed)) return null
  return typeof parsed.version === "string" ? parsed.version : null
}

/** With install scripts off the binary stays in the platform package; the shim of the main package only complains. */
function locateClaude(folder: string): Located {
  const scope = join(folder, "node_modules", "@anthropic-ai")
  const platform = `claude-code-${process.platform}-${process.arch}`
  const candidates = readdirSync(scope)
    .filter((name) => name.startsWith(platform))
    .flatMap((name) => ["claude", "claude.exe"].map((file) => join(scope, name, file)))
  const program = candidates.find((path) => existsSync(path))
  if (program === undefined)
    return { kind: "missing", why: `No ${platform} package with a binary in ${scope}.` }
  return { kind: "found", program, args: [] }
}

function locateGemini(folder: string): Located {
  const script = join(folder, "node_modules", "@google", "gemini-cli", "bundle", "gemini.js")
  if (!existsSync(script)) return { kind: "missing", why: `${script} does not exist.` }
  return { kind: "found", program: process.execPath, args: [script] }
}
