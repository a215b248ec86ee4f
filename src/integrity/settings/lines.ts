import type { Setting } from "./setting.ts"

/** Settings of TOML, INI and YAML files. Continuation lines belong to the key above them. */
export function lineSettings(path: string, text: string): Setting[] {
  const lines = text.split(/\r?\n/)
  return /\.(ya?ml|mocharc|taprc|nycrc)$/.test(path) ? yaml(lines) : sections(lines)
}

/** `[section]`, `key = value`, indented continuation (INI) or open brackets (TOML). */
function sections(lines: readonly string[]): Setting[] {
  const settings: Setting[] = []
  let section = ""
  let open: { key: string; parts: string[]; line: number; depth: number } | null = null
  const close = () => {
    if (open !== null) settings.push(setting(open.key, open.parts, open.line))
    open = null
  }
  lines.forEach((raw, i) => {
    const line = raw.replace(/(^|\s)[#;](?![^"']*["']\s*,?\s*\]?$).*/, "").trim()
    if (line === "") return
    const current: { key: string; parts: string[]; line: number; depth: number } | null = open
    const head = /^\[+([^\][]+)\]+$/.exec(line)
    const pair = /^("?[\w.-]+"?)\s*[=:]\s*(.*)/.exec(line)
    const inside = current !== null && (current.depth > 0 || /^\s/.test(raw))
    if (current !== null && inside) {
      current.parts.push(line)
      current.depth += depthOf(line)
    } else if (head !== null) {
      close()
      section = (head[1] ?? "").trim().replaceAll('"', "")
    } else if (pair !== null) {
      close()
      const key = (pair[1] ?? "").replaceAll('"', "")
      open = {
        key: section === "" ? key : `${section}.${key}`,
        parts: [pair[2] ?? ""],
        line: i + 1,
        depth: depthOf(pair[2] ?? ""),
      }
    } else {
      close()
      settings.push(setting(section === "" ? "line" : section, [line], i + 1))
    }
  })
  close()
  return settings
}

function depthOf(text: string): number {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "")
  const triple = (text.match(/"""|'''/g)?.length ?? 0) % 2 === 1 ? 1 : 0
  return (plain.match(/[[{]/g)?.length ?? 0) - (plain.match(/[\]}]/g)?.length ?? 0) + triple
}

function yaml(lines: readonly string[]): Setting[] {
  const settings: Setting[] = []
  const path: { indent: number; key: string }[] = []
  const lists = new Map<string, { items: string[]; line: number }>()
  lines.forEach((raw, i) => {
    const line = raw.replace(/(^|\s)#.*/, "").trimEnd()
    if (line.trim() === "") return
    const indent = line.search(/\S/)
    const item = /^-\s+(.*)/.exec(line.trim())
    const content = item?.[1] ?? line.trim()
    const pair = /^("?[\w./$-]+"?):(?:\s(.*))?$/.exec(content)
    while ((path.at(-1)?.indent ?? -1) >= indent + (item === null ? 0 : 1)) path.pop()
    const prefix = path.map(({ key }) => key).join(".")
    if (pair === null) {
      const list = lists.get(prefix) ?? { items: [], line: i + 1 }
      list.items.push(unquoted(content))
      lists.set(prefix, list)
      return
    }
    const key = (pair[1] ?? "").replaceAll('"', "")
    const value = pair[2] ?? ""
    if (value === "") path.push({ indent: indent + (item === null ? 0 : 1), key })
    else settings.push(setting(prefix === "" ? key : `${prefix}.${key}`, [value], i + 1))
  })
  for (const [key, { items, line }] of lists) settings.push({ key, value: items.join("\n"), items, line })
  return settings
}

function setting(key: string, parts: readonly string[], line: number): Setting {
  const whole = parts.join("\n").trim()
  const list = /^\[([\s\S]*)\]$/.exec(whole)
  const items = (list === null ? whole.split("\n") : (list[1] ?? "").split(/,|\n/))
    .map((part) => unquoted(part.trim()))
    .filter((part) => part !== "")
  return { key, value: unquoted(whole).replace(/\s+/g, " ").trim(), items, line }
}

function unquoted(text: string): string {
  return text.replace(/^("""|'''|["'])([\s\S]*)\1$/, "$2")
}
