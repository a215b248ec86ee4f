import type { Failure, FailureClass } from "../../loop/evidence.ts"
import { failure, numbered, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"

const plain = /^(\S.*?)\((\d+),\d+\): error (TS\d+): (.*)$/
const pretty = /^(\S.*?):(\d+):\d+ - error (TS\d+): (.*)$/
const global = /^error (TS\d+): (.*)$/

/** The TypeScript compiler, plain and `--pretty`. */
export const tsc: ReportReader = {
  name: "tsc",
  read({ text, workspace }) {
    if (!/error TS\d/.test(text)) return null
    const failures: Failure[] = []
    const lines = text.split("\n")
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? ""
      const match = plain.exec(line) ?? pretty.exec(line)
      const general = match === null ? global.exec(line) : null
      if (match === null && general === null) continue
      const file = match?.[1] === undefined ? null : workspacePath(match[1], workspace)
      const code = match?.[3] ?? general?.[1] ?? ""
      const sentence = match?.[4] ?? general?.[2] ?? ""
      const more: string[] = []
      while (plain.test(line) && /^ {2,}\S/.test(lines[i + 1] ?? "")) more.push(lines[++i] ?? "")
      failures.push(
        failure({
          path: [file ?? "tsconfig", `${code} ${sentence}`],
          file,
          line: match === null ? null : Number(match[2]),
          message: [sentence, ...more].join("\n"),
          class: kindOf(code),
        }),
      )
    }
    return failures.length === 0 ? null : { failures: numbered(failures), counts: null }
  },
}

/** TS1xxx are errors of the parser; 2307, 2792, 7016 a module that is not there. */
function kindOf(code: string): FailureClass {
  if (/^TS1\d{3}$/.test(code)) return "syntax"
  return ["TS2307", "TS2792", "TS7016"].includes(code) ? "missing-module" : "type"
}
