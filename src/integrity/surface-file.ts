import { parseRecord } from "../system/json-record.ts"
import { type FileKind, fileKinds, type Surface, type SurfaceFile } from "./surface.ts"

const version = 1

/** A surface as JSON for the loop's own folder; `decodeSurface` reads it. */
export function encodeSurface(surface: Surface): string {
  const files = surface.files.map(({ path, kind, hash, text }) => [path, kind, hash, text])
  return JSON.stringify({ version, checks: surface.checks, testIds: surface.testIds, files })
}

/** The surface in `text`, or null when the text is damaged or from another version. Never throws. */
export function decodeSurface(text: string): Surface | null {
  const value = parseRecord(text)
  if (value === null || value.version !== version || !Array.isArray(value.files)) return null
  const checks = stringsOf(value.checks)
  const testIds = value.testIds === null ? null : stringsOf(value.testIds)
  const files = value.files.map(fileOf)
  const whole = files.filter((file) => file !== null)
  if (checks === null || (testIds === null && value.testIds !== null) || whole.length !== files.length)
    return null
  return { files: whole, checks, testIds }
}

function fileOf(value: unknown): SurfaceFile | null {
  if (!Array.isArray(value)) return null
  const [path, kind, hash, text]: unknown[] = value
  const known = fileKinds.find((name): name is FileKind => name === kind)
  if (typeof path !== "string" || known === undefined || typeof hash !== "string") return null
  if (text !== null && typeof text !== "string") return null
  return { path, kind: known, hash, text }
}

function stringsOf(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null
  const strings = value.filter((entry) => typeof entry === "string")
  return strings.length === value.length ? strings : null
}
