import type { Failure, FailureClass } from "../../loop/evidence.ts"
import { finding, numbered, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"

const location = /^([^:\n]+(?:\.pyi?|<[a-z]+>|\.ipynb)):(\d+)(?::\d+)*: (error|note|warning): (.*)$/

/** mypy, plain and `--pretty` (which wraps its sentences). Notes and warnings do not make it fail. */
export const mypy: ReportReader = {
  name: "mypy",
  read({ text, workspace }) {
    if (!/^Found \d+ errors? in \d+ files? \(/m.test(text)) return null
    const failures: Failure[] = []
    const lines = text.split("\n")
    for (let i = 0; i < lines.length; i++) {
      const match = location.exec(lines[i] ?? "")
      if (match === null || match[3] !== "error") continue
      let sentence = match[4] ?? ""
      while (!/\[[\w-]+\]$/.test(sentence) && isContinued(lines[i + 1])) sentence += ` ${lines[++i]}`
      const [, message = sentence, code = null] = /^(.*?) +\[([\w-]+)\]$/.exec(sentence) ?? []
      failures.push(
        finding({
          file: workspacePath(match[1] ?? "", workspace),
          line: Number(match[2]),
          rule: code,
          message: message.replace(/ {2,}/g, " "),
          class: kindOf(code ?? ""),
        }),
      )
    }
    return { failures: numbered(failures), counts: null }
  },
}

function isContinued(line: string | undefined): boolean {
  return line !== undefined && /^\S/.test(line) && !location.test(line) && !/^Found \d+ error/.test(line)
}

function kindOf(code: string): FailureClass {
  if (code === "syntax") return "syntax"
  return /^import(?:-|$)/.test(code) ? "missing-module" : "type"
}
