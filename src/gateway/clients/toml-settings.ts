import type { Before, SettingFormat } from "./setting.ts"

/**
 * Settings in TOML, by whole lines: a key of the top level, or a whole table by its dotted name. What a table holds is
 * not read: a table of that name that is not ours is in the way.
 */
export const tomlSettings: SettingFormat = {
  apply(text, settings) {
    const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n")
    const befores: Before[] = []
    for (const { key, value } of settings) {
      const name = key.join(".")
      if (typeof value === "string") {
        const after = `${name} = ${JSON.stringify(value)}`
        const at = topLevel(lines).findIndex((line) => keyOf(line) === name)
        befores.push({ key, before: lines[at] ?? null, after, depth: 0 })
        if (at === -1) lines.unshift(after)
        else lines[at] = after
        continue
      }
      if (lines.some((line) => tableOf(line) === name))
        return { kind: "refused", why: `it has a table [${name}] already` }
      const table = [
        `[${name}]`,
        ...Object.entries(value).map(([field, given]) => `${field} = ${JSON.stringify(given)}`),
      ]
      befores.push({ key, before: null, after: table.join("\n"), depth: 0 })
      if (lines.length > 0 && lines.at(-1)?.trim() !== "") lines.push("")
      lines.push(...table)
    }
    return { kind: "applied", text: `${lines.join("\n")}\n`, befores }
  },
  withdraw(text, befores) {
    let lines = text.replace(/\n$/, "").split("\n")
    for (const { key, before, after } of befores) {
      const name = key.join(".")
      const start = after.startsWith("[") ? lines.findIndex((line) => tableOf(line) === name) : -1
      if (start !== -1) {
        const next = lines.findIndex((line, at) => at > start && isTable(line))
        const rest = next === -1 ? [] : lines.slice(next)
        const kept = lines.slice(0, start)
        // The empty line that was put before the table goes with it.
        if (kept.at(-1)?.trim() === "" && rest.length === 0) kept.pop()
        lines = [...kept, ...rest]
        continue
      }
      const at = topLevel(lines).findIndex((line) => line.trim() === after)
      if (at === -1) continue
      if (before === null) lines.splice(at, 1)
      else lines[at] = before
    }
    return lines.every((line) => line === "") ? "" : `${lines.join("\n")}\n`
  },
}

/** The lines before the first table. */
function topLevel(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex(isTable)
  return end === -1 ? lines : lines.slice(0, end)
}

function isTable(line: string): boolean {
  return /^\s*\[/.test(line)
}

function keyOf(line: string): string | null {
  return /^\s*([\w-]+)\s*=/.exec(line)?.[1] ?? null
}

function tableOf(line: string): string | null {
  return /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line)?.[1]?.replaceAll(/["'\s]/g, "") ?? null
}
