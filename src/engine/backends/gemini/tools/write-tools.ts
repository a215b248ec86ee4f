import { readTextIfPresent } from "../../../../system/atomic-file.ts"
import { entryKind, replaceFile } from "../../../../system/files.ts"
import { inside } from "./inside.ts"
import { done, refuse, type Tool, text } from "./tool.ts"

const path = { type: "string", description: "Path relative to the workspace.", minLength: 1, maxLength: 4096 }
const content = { type: "string", maxLength: 2_000_000 }

/** Replaces an exact excerpt. An excerpt that is there already in its new form counts as done: the call may be repeated. */
export const editFile: Tool = {
  declaration: {
    name: "edit_file",
    description:
      "Replaces an exact excerpt of a file by another text. The excerpt must occur exactly once, unless all is true.",
    parametersJsonSchema: {
      type: "object",
      properties: {
        path,
        old_text: {
          ...content,
          minLength: 1,
          description: "Excerpt as it stands in the file, without line numbers.",
        },
        new_text: { ...content, description: "What takes its place." },
        all: { type: "boolean", description: "Replace every occurrence." },
      },
      required: ["path", "old_text", "new_text"],
      additionalProperties: false,
    },
  },
  repeatable: "yes",
  what: (args) => text(args, "path"),
  async run(args, place) {
    const found = inside(place.workspace, text(args, "path"))
    if (found.kind === "outside") return refuse(found.why)
    const before = entryKind(found.path) === "file" ? readTextIfPresent(found.path) : null
    if (before === null) return refuse(`there is no file ${found.shown}; write_file makes one`)
    const { from, to } = inLineEndsOf(before, text(args, "old_text"), text(args, "new_text"))
    const times = before.split(from).length - 1
    if (times === 0 && to !== "" && before.includes(to))
      return done({ path: found.shown, replaced: 0, note: "it stands there already" })
    if (times === 0) return refuse(`${found.shown} does not hold that excerpt; read the file again`)
    if (times > 1 && args.all !== true) {
      return refuse(
        `that excerpt occurs ${times} times in ${found.shown}; take more lines around it, or say all`,
      )
    }
    replaceFile(found.path, before.split(from).join(to))
    return done({ path: found.shown, replaced: times })
  },
}

/** Writes a whole file. */
export const writeFile: Tool = {
  declaration: {
    name: "write_file",
    description: "Writes a whole text file, new or in the place of an old one.",
    parametersJsonSchema: {
      type: "object",
      properties: { path, content },
      required: ["path", "content"],
      additionalProperties: false,
    },
  },
  repeatable: "yes",
  what: (args) => text(args, "path"),
  async run(args, place) {
    const found = inside(place.workspace, text(args, "path"))
    if (found.kind === "outside") return refuse(found.why)
    const kind = entryKind(found.path)
    if (kind !== null && kind !== "file") return refuse(`${found.shown} is a ${kind}, no file`)
    replaceFile(found.path, text(args, "content"))
    return done({ path: found.shown, written: Buffer.byteLength(text(args, "content")) })
  },
}

/** A model writes LF; a file with CRLF keeps its line ends (S92). */
function inLineEndsOf(
  file: string,
  from: string,
  to: string,
): { readonly from: string; readonly to: string } {
  if (!file.includes("\r\n") || from.includes("\r\n")) return { from, to }
  return { from: from.replaceAll("\n", "\r\n"), to: to.replaceAll(/\r?\n/g, "\r\n") }
}
