import { parseRecord } from "../../system/json-record.ts"

/**
 * What `go test -json` would have printed without `-json`: the output of each package in one piece (packages run side by side), builds first.
 * Null when the text holds no such events. Lines that are none (a wrapper's own) are kept where they stand. Source of the format: `go doc test2json`.
 */
export function plainGoOutput(text: string): string | null {
  if (!/^\{"(?:Time|Action|ImportPath)":".*"Action":|^\{"Action":/m.test(text)) return null
  const builds = new Map<string, string>()
  const packages = new Map<string, string>()
  const others: string[] = []
  for (const line of text.split("\n")) {
    const event = line.startsWith("{") ? parseRecord(line) : null
    if (event === null || typeof event.Action !== "string") {
      others.push(line)
      continue
    }
    const { Output: output, Package: name, ImportPath: path } = event
    if (typeof output !== "string") continue
    if (event.Action === "build-output") add(builds, typeof path === "string" ? path : "", output)
    else add(packages, typeof name === "string" ? name : "", output)
  }
  const named = [...packages].map(([name, output]) => withEnd(name, output))
  return [...builds.values(), ...named, ...others].map((part) => part.replace(/\n$/, "")).join("\n")
}

function add(parts: Map<string, string>, key: string, text: string): void {
  parts.set(key, (parts.get(key) ?? "") + text)
}

/** The line that names the package of the tests above it; it may be lost where passages of a log were left out. */
function withEnd(name: string, output: string): string {
  return /^(?:FAIL|ok {2}|\? {3})\t/m.test(output)
    ? output
    : `${output.replace(/\n$/, "")}\nFAIL\t${name}\t0s\n`
}
