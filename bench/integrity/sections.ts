import type { Line, Operation } from "./patch.ts"

/** One `=== title` block of a corpus file: `key: value` lines, then operations on files. */
export type Section = {
  readonly title: string
  readonly fields: readonly { readonly key: string; readonly value: string }[]
  readonly operations: readonly Operation[]
}

/** Reads a corpus file. The format is described in `README.md` beside it. */
export function readSections(text: string): Section[] {
  return split(text.split("\n"), "=== ").map(({ title, lines }) => {
    const firstOperation = lines.findIndex((line) => line.startsWith(">>> "))
    const end = firstOperation < 0 ? lines.length : firstOperation
    return {
      title,
      fields: lines.slice(0, end).flatMap((line) => {
        const match = /^([a-z][a-z -]*): (.+)$/.exec(line)
        return match === null ? [] : [{ key: match[1] ?? "", value: match[2] ?? "" }]
      }),
      operations: split(lines.slice(end), ">>> ").map((part) => operation(part.title, part.lines)),
    }
  })
}

type Part = { readonly title: string; readonly lines: string[] }

function split(lines: readonly string[], marker: string): Part[] {
  const parts: Part[] = []
  for (const line of lines) {
    if (line.startsWith(marker)) parts.push({ title: line.slice(marker.length), lines: [] })
    else parts.at(-1)?.lines.push(line)
  }
  return parts
}

function operation(title: string, lines: readonly string[]): Operation {
  const [kind = "", path = "", ...rest] = title.split(" ")
  switch (kind) {
    case "edit":
      return { kind, path, lines: dropBlankEnd(lines).map(marked) }
    case "write":
      return { kind, path, text: `${dropBlankEnd(lines).join("\n")}\n` }
    case "delete":
      return { kind, path }
    case "move":
      return { kind, path, to: rest[0] ?? "" }
    case "replace": {
      const [, pattern = "", replacement = ""] = /^(.+?) =>(?: (.*))?$/.exec(rest.join(" ")) ?? []
      return { kind, path, pattern, replacement: replacement.replaceAll("\\t", "\t").replaceAll("\\n", "\n") }
    }
    default:
      throw new Error(`"${title}" is no operation`)
  }
}

function dropBlankEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "")
  return lines.slice(0, last + 1)
}

function marked(line: string): Line {
  const mark = line.slice(0, 1)
  if (mark === "-" || mark === "+") return { mark, text: line.slice(1) }
  // Editors strip the one space of an empty context line.
  if (mark === " " || mark === "") return { mark: " ", text: line.slice(1) }
  throw new Error(`an edit line begins with "${mark}"`)
}
