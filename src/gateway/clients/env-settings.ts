import type { Before, SettingFormat } from "./setting.ts"

/** Variables in a file of lines `NAME=value`. */
export const envSettings: SettingFormat = {
  apply(text, settings) {
    const lines = linesOf(text)
    const befores: Before[] = []
    for (const { key, value } of settings) {
      const [name = ""] = key
      const after = `${name}=${String(value)}`
      const at = lines.findIndex((line) => names(line, name))
      befores.push({ key, before: lines[at] ?? null, after, depth: 0 })
      if (at === -1) lines.push(after)
      else lines[at] = after
    }
    return { kind: "applied", text: `${lines.join("\n")}\n`, befores }
  },
  withdraw(text, befores) {
    const lines = linesOf(text)
    for (const { before, after } of befores) {
      const at = lines.findIndex((line) => line.trim() === after)
      if (at === -1) continue
      if (before === null) lines.splice(at, 1)
      else lines[at] = before
    }
    return lines.length === 0 ? "" : `${lines.join("\n")}\n`
  },
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n")
}

function names(line: string, name: string): boolean {
  const [left = "", right] = line.split("=", 2)
  return right !== undefined && left.trim().replace(/^export\s+/, "") === name
}
