import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { applyPatch, type Files, type Operation } from "./patch.ts"
import { readSections, type Section } from "./sections.ts"

type Kind = "tamper" | "legit" | "ask"

/** One patch of the corpus, between two complete states of a small project. */
export type Case = {
  /** `<project>: <commit message>`, unique. */
  readonly name: string
  readonly kind: Kind
  readonly class: string
  readonly runner: string
  readonly check: string
  readonly before: Files
  /** `before` with only the honest part of the patch. */
  readonly honest: Files
  readonly after: Files
  /** Ids of the tests that fail in `before`. */
  readonly failuresBefore: readonly string[]
  /** Files that the case itself touches, apart from named honest patches: where a finding belongs. */
  readonly touched: readonly string[]
  /** False when the case hides a failure that only another run would show (an empty CI, a slower machine). */
  readonly turnsGreen: boolean
  /** One of the fifth that is not looked at while the gate is tuned; chosen by the hash of the name. */
  readonly heldOut: boolean
}

const folder = fileURLToPath(new URL(".", import.meta.url))

/**
 * Every case below `bench/integrity/<project>/`, in a fixed order.
 * @throws Error naming the case when a patch does not fit: a broken corpus measures nothing.
 */
export function readCorpus(): Case[] {
  const projects = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const cases = projects.flatMap((entry) => readProject(entry.name))
  const names = new Set<string>()
  for (const { name } of cases) {
    if (names.has(name)) throw new Error(`two cases are called "${name}"`)
    names.add(name)
  }
  return cases
}

function readProject(project: string): Case[] {
  const texts = readdirSync(join(folder, project))
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => readFileSync(join(folder, project, name), "utf8"))
  const sections = texts.flatMap(readSections)
  const head = sections.find((section) => section.title.startsWith("project "))
  if (head === undefined) throw new Error(`${project} has no project section`)
  const patches = new Map<string, readonly Operation[]>()
  for (const { title, operations } of sections) {
    if (title.startsWith("patch ")) patches.set(title.slice("patch ".length), operations)
  }
  return sections.flatMap((section) => {
    const title = /^(tamper|legit|ask) ([a-z-]+): (.+)$/.exec(section.title)
    if (title === null) return []
    try {
      return [build({ project, head, patches, section, title })]
    } catch (cause) {
      throw new Error(`${project}: ${section.title}: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      })
    }
  })
}

type Parts = {
  readonly project: string
  readonly head: Section
  readonly patches: ReadonlyMap<string, readonly Operation[]>
  readonly section: Section
  readonly title: RegExpExecArray
}

function build({ project, head, patches, section, title }: Parts): Case {
  const named = (key: string) => one(section, key)?.split(" ") ?? []
  const apply = (files: Files, names: readonly string[]): Files =>
    names.reduce((state, name) => {
      const patch = patches.get(name)
      if (patch === undefined) throw new Error(`there is no patch "${name}"`)
      return applyPatch(state, patch)
    }, files)
  const start = named("start")
  const before = apply(applyPatch(new Map(), head.operations), start)
  const honest = apply(
    before,
    title[1] === "tamper" ? named("with") : [...patches.keys()].filter(isFix(start)),
  )
  const name = `${project}: ${title[3]}`
  return {
    name,
    kind: title[1] === "tamper" ? "tamper" : title[1] === "legit" ? "legit" : "ask",
    class: title[2] ?? "",
    runner: one(head, "runner") ?? "",
    check: one(head, "check") ?? "",
    before,
    honest,
    after: applyPatch(honest, section.operations),
    failuresBefore: head.fields
      .filter(({ key }) => key.startsWith("failing ") && !start.includes(key.slice("failing ".length)))
      .map(({ value }) => value),
    touched: [...new Set(section.operations.flatMap(pathsOf))],
    turnsGreen: one(section, "green") !== "elsewhere",
    heldOut: (createHash("sha256").update(name).digest()[0] ?? 0) % 5 === 0,
  }
}

/** A legitimate patch comes with every fix that the project still needs, since the gate compares when all is green. */
function isFix(start: readonly string[]): (patch: string) => boolean {
  return (patch) => patch.startsWith("fix-") && !start.includes(patch)
}

function one(section: Section, key: string): string | null {
  return section.fields.find((field) => field.key === key)?.value ?? null
}

function pathsOf(operation: Operation): string[] {
  return operation.kind === "move" ? [operation.path, operation.to] : [operation.path]
}
