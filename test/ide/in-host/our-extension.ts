import * as vscode from "vscode"

/** The extension under test, as the host knows it. */
export function ourExtension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("antigravity-for-loop.antigravity-for-loop")
  if (found === undefined) throw new Error("the extension is not installed in this host")
  return found
}

/** Commands in the extension's manifest. */
export function declaredCommands(): string[] {
  return list(ourContributions().commands).flatMap((entry) => {
    const { command } = record(entry)
    return typeof command === "string" ? [command] : []
  })
}

/** Settings in the extension's manifest with their defaults. */
export function declaredSettings(): { readonly name: string; readonly value: unknown }[] {
  return list(ourContributions().configuration)
    .flatMap((group) => Object.entries(record(record(group).properties)))
    .map(([name, setting]) => ({ name, value: record(setting).default }))
}

/** What the host registers of itself for every view. */
export function isMadeByTheHost(command: string): boolean {
  return /^forLoop\.(?:dashboard|gateway)\.(focus|open|resetViewLocation|removeView|toggleVisibility)$/.test(
    command,
  )
}

function ourContributions(): Readonly<Record<string, unknown>> {
  const manifest: unknown = ourExtension().packageJSON
  return record(record(manifest).contributes)
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
