import { basename } from "node:path"
import { excerpt } from "../../loop/excerpt.ts"
import { readBeginning } from "../../system/bounded-read.ts"
import { readBytesAsText } from "../../system/file-bytes.ts"
import { fileFacts } from "../../system/file-facts.ts"
import { entryKind } from "../../system/files.ts"
import { firstBytes } from "../../system/first-bytes.ts"
import { mostPdfBytes } from "./limits.ts"
import { formatNames, formats, type Medium } from "./medium.ts"

export type MediumRead =
  | { readonly kind: "medium"; readonly medium: Medium }
  /** One sentence for people and the next step. */
  | { readonly kind: "none"; readonly why: string; readonly next: string }

/** A file as its content shows it, whatever its name says. Never throws for what lies at `path`. */
export async function readMedium(path: string): Promise<MediumRead> {
  const name = excerpt(basename(path), 80)
  const facts = fileFacts(path)
  if (facts === null) {
    const isFolder = entryKind(path) === "folder"
    return isFolder
      ? none(`${name} is a folder, and only files can be attached.`, "Attach the files one by one.")
      : none(`There is no file ${path} to attach.`, "Check its path.")
  }
  if (facts.bytes === 0) return none(`${name} is empty.`, "Attach a file that holds something.")
  const type = await typeOf(path)
  const format = type === null ? undefined : formats[type]
  if (format === undefined) return foreign(path, name, type)
  const about = { path, name, ...format, bytes: facts.bytes, size: null, seconds: null, pages: null }
  try {
    return { kind: "medium", medium: await measured(about) }
  } catch {
    return none(`${name} begins like ${format.extension}, but cannot be read as such.`, "Is the file whole?")
  }
}

/** Sound files may begin with a picture of their cover; what follows it is told by the beginning all the same. */
const enoughBytes = 64 * 1024

async function typeOf(path: string): Promise<string | null> {
  // From its bytes, not its path: for a path the library looks for a package of its own, which a bundle does not have.
  const { fileTypeFromBuffer } = await import("file-type")
  try {
    return (await fileTypeFromBuffer(firstBytes(path, enoughBytes) ?? new Uint8Array()))?.mime ?? null
  } catch {
    return null // cut off in the middle of what names its type
  }
}

function foreign(path: string, name: string, type: string | null): MediumRead {
  if (type !== null) return none(`${name} is ${type}, which cannot be attached.`, `Attach ${formatNames}.`)
  const text = readBeginning(path, 4096) ?? ""
  if (!text.includes("\0") && !text.includes("\ufffd")) {
    return none(
      `${name} is text, and only media can be attached.`,
      "Put it into the workspace and name it in the task: the agent can read it.",
    )
  }
  return none(`${name} is of no known type.`, `Attach ${formatNames}.`)
}

async function measured(medium: Medium): Promise<Medium> {
  switch (medium.kind) {
    case "image": {
      const { imageSizeFromFile } = await import("image-size/fromFile")
      const { width, height } = await imageSizeFromFile(medium.path)
      return { ...medium, size: { width, height } }
    }
    case "document":
      return { ...medium, pages: pagesOf(medium) }
    case "audio":
    case "video": {
      const { parseFile } = await import("music-metadata")
      const { format } = await parseFile(medium.path, { duration: true, skipCovers: true })
      // A film without sound has its length in its tracks alone.
      const lengths = [format.duration, ...format.trackInfo.map(({ duration }) => duration)]
      const longest = Math.max(...lengths.map((length) => length ?? 0))
      return { ...medium, seconds: longest > 0 ? longest : null }
    }
    default:
      return medium.kind satisfies never
  }
}

/** Page objects that lie open in a PDF; newer writers pack them, and then they are not counted. */
function pagesOf({ path, bytes }: Medium): number | null {
  if (bytes > mostPdfBytes) return null
  const found = readBytesAsText(path)?.match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0
  return found === 0 ? null : found
}

function none(why: string, next: string): MediumRead {
  return { kind: "none", why, next }
}
