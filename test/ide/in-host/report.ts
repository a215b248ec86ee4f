/** What the suite inside the extension host leaves behind: its only answer that no host can swallow. */
export type InHostReport = {
  readonly vscode: string
  readonly node: string
  readonly tests: readonly { readonly title: string; readonly error: string | null; readonly ms: number }[]
}

/** Decodes a report; null when it is none. */
export function decodeReport(text: string): InHostReport | null {
  const value: unknown = JSON.parse(text)
  if (typeof value !== "object" || value === null) return null
  if (!("vscode" in value && "node" in value && "tests" in value)) return null
  const { vscode, node, tests } = value
  if (typeof vscode !== "string" || typeof node !== "string" || !Array.isArray(tests)) return null
  return { vscode, node, tests: tests.flatMap(testOf) }
}

function testOf(value: unknown): InHostReport["tests"] {
  if (typeof value !== "object" || value === null) return []
  if (!("title" in value && "error" in value && "ms" in value)) return []
  const { title, error, ms } = value
  if (typeof title !== "string" || typeof ms !== "number") return []
  return [{ title, error: typeof error === "string" ? error : null, ms }]
}
