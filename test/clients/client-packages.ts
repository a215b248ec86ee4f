import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Exact versions under test, by the name each is installed under; two Anthropic SDKs, one per API version (G03). */
export const pinned: Readonly<Record<string, { readonly package: string; readonly version: string }>> = {
  openai: { package: "openai", version: "7.55.0" },
  "@anthropic-ai/sdk": { package: "@anthropic-ai/sdk", version: "1.10.0" },
  "anthropic-sdk-old": { package: "@anthropic-ai/sdk", version: "0.137.0" },
  "@google/genai": { package: "@google/genai", version: "3.1.0" },
  "@anthropic-ai/claude-code": { package: "@anthropic-ai/claude-code", version: "2.1.328" },
  "@google/gemini-cli": { package: "@google/gemini-cli", version: "0.61.0" },
  "@openai/codex": { package: "@openai/codex", version: "0.169.0" },
  "opencode-ai": { package: "opencode-ai", version: "1.18.33" },
}

/**
 * Where the clients are installed: ignored by git, outside the project's own dependency tree. FOR_LOOP_CLIENTS names
 * another folder, for example a cache that outlives the checkout.
 */
export const clientsFolder =
  process.env.FOR_LOOP_CLIENTS ?? join(import.meta.dirname, "..", "..", ".clients", "clients")

/** The pinned clients that are not there in their pinned version. */
export function missingClients(): readonly string[] {
  return Object.entries(pinned)
    .filter(([name, { version }]) => installedVersion(name) !== version)
    .map(([name]) => name)
}

/** The file in an installed client's folder that is there first; throws when none is, with what to do. */
export function clientFile(...candidates: readonly string[]): string {
  const paths = candidates.map((file) => join(clientsFolder, "node_modules", file))
  const found = paths.find((path) => existsSync(path))
  if (found === undefined)
    throw new Error(`None of ${paths.join(", ")} exists. Run \`node test/clients/install-clients.ts\`.`)
  return found
}

function installedVersion(name: string): string | null {
  const manifest = join(clientsFolder, "node_modules", name, "package.json")
  if (!existsSync(manifest)) return null
  const parsed: unknown = JSON.parse(readFileSync(manifest, "utf8"))
  if (typeof parsed !== "object" || parsed === null || !("version" in parsed)) return null
  return typeof parsed.version === "string" ? parsed.version : null
}
