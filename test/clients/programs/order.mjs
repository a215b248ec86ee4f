// What every program here is told, and how it loads the client it tries.
import { mkdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

/** `{ url, key, model, stream, prompt }` from the environment. */
export const order = JSON.parse(process.env.CLIENT_ORDER)

export async function load(name) {
  const require = createRequire(join(process.env.CLIENT_PACKAGES, "package.json"))
  return import(pathToFileURL(require.resolve(name)).href)
}

/** The one tool of these programs: writes a file below the working folder and tells how long it is. */
export function writeFile({ path, content }) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return `wrote ${content.length} characters to ${path}`
}

export const schema = {
  type: "object",
  properties: {
    path: { type: "string", description: "below the working folder" },
    content: { type: "string" },
  },
  required: ["path", "content"],
  additionalProperties: false,
}

/** Stops a loop that never ends: no script here needs more turns. */
export const maxTurns = 6

export function finish(text) {
  process.stdout.write(`${JSON.stringify({ final: text })}\n`)
}
