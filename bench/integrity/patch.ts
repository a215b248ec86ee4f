export type Files = ReadonlyMap<string, string>

export type Line = { readonly mark: " " | "-" | "+"; readonly text: string }

/** `edit` is a hunk found by its content; `replace` a regular expression over the whole file (flags `gm`). */
export type Operation =
  | { readonly kind: "write"; readonly path: string; readonly text: string }
  | { readonly kind: "edit"; readonly path: string; readonly lines: readonly Line[] }
  | {
      readonly kind: "replace"
      readonly path: string
      readonly pattern: string
      readonly replacement: string
    }
  | { readonly kind: "move"; readonly path: string; readonly to: string }
  | { readonly kind: "delete"; readonly path: string }

/**
 * The files after every operation, in order.
 * @throws Error when a hunk does not occur exactly once, or an operation changes nothing.
 */
export function applyPatch(files: Files, operations: readonly Operation[]): Files {
  const result = new Map(files)
  for (const operation of operations) apply(result, operation)
  return result
}

function apply(files: Map<string, string>, operation: Operation): void {
  const { path } = operation
  if (operation.kind === "write") {
    files.set(path, operation.text)
    return
  }
  const text = files.get(path)
  if (text === undefined) throw new Error(`${path} does not exist`)
  switch (operation.kind) {
    case "edit":
      files.set(path, edited(path, text, operation.lines))
      return
    case "replace": {
      const replaced = text.replace(new RegExp(operation.pattern, "gm"), operation.replacement)
      if (replaced === text) throw new Error(`${path}: ${operation.pattern} changes nothing`)
      files.set(path, replaced)
      return
    }
    case "move":
      files.set(operation.to, text)
      files.delete(path)
      return
    case "delete":
      files.delete(path)
      return
    default:
      operation satisfies never
  }
}

/** Unchanged and removed lines say where; a hunk of added lines alone goes to the end of the file. */
function edited(path: string, text: string, lines: readonly Line[]): string {
  const side = (other: "+" | "-") =>
    lines.flatMap((line) => (line.mark === other ? [] : [`${line.text}\n`])).join("")
  const old = side("+")
  if (old === "") return text + side("-")
  const at = `\n${text}`.indexOf(`\n${old}`)
  if (at < 0) throw new Error(`${path}: hunk not found:\n${old}`)
  if (`\n${text}`.indexOf(`\n${old}`, at + 1) >= 0) throw new Error(`${path}: hunk found twice:\n${old}`)
  return text.slice(0, at) + side("-") + text.slice(at + old.length)
}
