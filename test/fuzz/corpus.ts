import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const folder = join(import.meta.dirname, "corpus")

/** An input that once broke a target. */
export type Kept = { readonly file: string; readonly why: string; readonly input: string }

/** The inputs kept for a target, in alphabetical order of their files. */
export function keptFor(target: string): readonly Kept[] {
  return filesOf(target).map((file) => ({
    file,
    ...decode(readFileSync(join(folder, target, file), "utf8")),
  }))
}

/** Names of the targets for which something is kept. */
export function keptTargets(): readonly string[] {
  return readdirSync(folder).sort()
}

/** Keeps an input; returns its file. JSON, because an input may hold halves of characters, which no encoding of text can. */
export function keep(target: string, input: string, why: string): string {
  mkdirSync(join(folder, target), { recursive: true })
  const name = `${createHash("sha256").update(JSON.stringify(input)).digest("hex").slice(0, 12)}.json`
  const path = join(folder, target, name)
  writeFileSync(path, `${JSON.stringify({ why, input: shortened(input) }, null, 2)}\n`)
  return path
}

function filesOf(target: string): readonly string[] {
  try {
    return readdirSync(join(folder, target)).sort()
  } catch {
    return []
  }
}

type Piece = string | readonly [text: string, times: number]

function decode(text: string): { why: string; input: string } {
  const { why, input } = JSON.parse(text)
  const pieces: unknown[] = Array.isArray(input) ? input : [input]
  return { why: String(why), input: pieces.map(pieceText).join("") }
}

function pieceText(piece: unknown): string {
  return Array.isArray(piece) ? String(piece[0]).repeat(Number(piece[1])) : String(piece)
}

/** Long inputs are mostly one thing over and over; written as such they stay small. */
function shortened(input: string): string | readonly Piece[] {
  if (input.length < 2000) return input
  const pieces: Piece[] = []
  let from = 0
  for (let at = 0; at < input.length; ) {
    const run = runAt(input, at)
    if (run === null) {
      at += 1
      continue
    }
    if (at > from) pieces.push(input.slice(from, at))
    pieces.push([run.text, run.times])
    at += run.text.length * run.times
    from = at
  }
  if (from < input.length) pieces.push(input.slice(from))
  return pieces
}

/** The longest stretch from `at` that repeats a short text often; null without one. */
function runAt(input: string, at: number): { text: string; times: number } | null {
  for (let length = 1; length <= 80; length += 1) {
    const text = input.slice(at, at + length)
    let times = 1
    while (input.startsWith(text, at + times * length)) times += 1
    if (times > 8 && times * length > 200) return { text, times }
  }
  return null
}
