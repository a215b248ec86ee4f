import { basename, resolve } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { type CheckpointDiff, diffOfIteration } from "../../control/diff-checkpoints.ts"
import { stateById } from "../../control/loops.ts"
import { markdownReport } from "../../control/markdown-report.ts"
import type { Person } from "../../control/person.ts"
import { buildReport } from "../../control/report.ts"
import { evidenceOf } from "../../control/stored-evidence.ts"
import { openRepository } from "../../git/repository.ts"
import { readBeginning, readBothEnds } from "../../system/bounded-read.ts"
import { realPath } from "../../system/files.ts"
import { isFile } from "../../system/list-folder.ts"
import type { Ask, Reply } from "../model/messages.ts"
import { isInside, logOf } from "./iteration-logs.ts"

/** A diff to be opened: which iteration it is of, how it is called, and the folder that its paths count from. */
export type OpenedDiff = CheckpointDiff & {
  readonly loop: string
  readonly n: number
  readonly title: string
  readonly workspace: string
}

/** What an editor around the dashboard opens; false = it cannot, and the reader gets the text. */
export type EditorPorts = {
  /** `path` is absolute. */
  readonly openFile: (path: string, line: number | null) => Promise<boolean>
  readonly openDiff: (diff: OpenedDiff) => Promise<boolean>
  readonly openText: (title: string, text: string, fileName: string) => Promise<boolean>
}

const logBytes = 256 * 1024
const fileBytes = 4 * 1024 * 1024
/** Lines shown on each side of the one that is meant. */
const linesAround = 30

/** What an iteration changed, in the editor or as a unified diff. Throws StoreError, GitError. */
export async function openDiff(person: Person, loop: string, n: number, ports: EditorPorts): Promise<Reply> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const diff = await diffOfIteration(person, loop, n)
  if (diff.kind === "refused") return diff
  const title = `Iteration ${n} of loop ${loop}`
  if (diff.files.length === 0) return done(`Iteration ${n} changed no file.`)
  const opened = await openRepository(found.state.workspace, person.env)
  const workspace = opened.kind === "git" ? opened.repo.top : found.state.workspace
  if (await ports.openDiff({ ...diff, loop, n, title, workspace }))
    return done("The changes are open in the editor.")
  return await asText(ports, title, diff.text, `${loop}-${n}.diff`)
}

/** A place in the workspace, in the editor or as the lines around it. Throws StoreError. */
export async function openFile(
  person: Person,
  { loop, file, line }: Extract<Ask, { kind: "open-file" }>,
  ports: EditorPorts,
): Promise<Reply> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const { workspace } = found.state
  const path = resolve(workspace, file)
  if (!isFile(path)) return refused(`${file} is not there any more.`, "The diff shows what became of it.")
  if (await ports.openFile(path, line)) return done(`${file} is open in the editor.`)
  const [folder, real] = [realPath(workspace), realPath(path)]
  // What a test names may lie anywhere; a browser is shown files of the loop's own folder only.
  if (folder === null || real === null || !isInside(folder, real)) {
    return refused(`${file} lies outside the loop's folder.`, `Open it yourself: ${path}`)
  }
  const text = readBeginning(real, fileBytes) ?? ""
  const place = line === null ? file : `${file}:${line}`
  return {
    kind: "text",
    title: place,
    text: line === null ? text : around(text, line),
    fileName: basename(file),
  }
}

/** The full output of an iteration's checks; the first red one where only one can be opened. Throws StoreError. */
export async function openLog(person: Person, loop: string, n: number, ports: EditorPorts): Promise<Reply> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const logs = (evidenceOf(person.home, loop, n)?.checks ?? []).flatMap((check) => {
    const path = logOf(person.home, loop, check)
    return path === null ? [] : [{ check, path }]
  })
  const first = logs.find(({ check }) => check.end !== "passed") ?? logs[0]
  if (first === undefined) {
    return refused(`No output of iteration ${n} is kept.`, "Logs go with the loop when it is cleaned up.")
  }
  if (await ports.openFile(first.path, null)) return done("The log is open in the editor.")
  const parts = logs.map(({ check, path }) => {
    const text = stripVTControlCharacters(readBothEnds(path, logBytes, logBytes) ?? "")
    return logs.length === 1 ? text : `── ${check.command} ──\n${text}`
  })
  return await asText(ports, `Output of iteration ${n}`, parts.join("\n"), `${loop}-${n}.log`)
}

/** The loop's whole story as a document. Throws StoreError, GitError. */
export async function openReport(
  person: Person,
  loop: string,
  format: "markdown" | "json",
  ports: EditorPorts,
): Promise<Reply> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const report = await buildReport(person, found.state)
  const title = `Report of loop ${loop}`
  return format === "json"
    ? await asText(ports, title, `${JSON.stringify(report, null, 2)}\n`, `for-loop-${loop}.json`)
    : await asText(ports, title, markdownReport(report), `for-loop-${loop}.md`)
}

async function asText(ports: EditorPorts, title: string, text: string, fileName: string): Promise<Reply> {
  if (await ports.openText(title, text, fileName)) return done(`${title} is open in the editor.`)
  return { kind: "text", title, text, fileName }
}

function around(text: string, line: number): string {
  const lines = text.split("\n")
  const start = Math.max(0, line - 1 - linesAround)
  return lines
    .slice(start, line + linesAround)
    .map((content, i) => {
      const number = start + i + 1
      return `${number === line ? ">" : " "} ${String(number).padStart(5)}  ${content}`
    })
    .join("\n")
}

function done(message: string): Reply {
  return { kind: "done", message }
}

function refused(message: string, next: string): Reply {
  return { kind: "refused", message, next }
}
