import { isAbsolute } from "node:path"
import type { Failure } from "../../loop/evidence.ts"
import { failure, numbered, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"

const finding = /^ +(\d+):(\d+) +(error|warning) +(.+?)(?: {2,}(\S+))?$/

/** ESLint's default format (stylish): a file, then its findings. Warnings do not make a check fail and are left out. */
export const eslint: ReportReader = {
  name: "eslint",
  read({ text, workspace }) {
    if (!/^✖ \d+ problems? \(\d+ errors?, \d+ warnings?\)$/m.test(text)) return null
    const failures: Failure[] = []
    let file = ""
    for (const line of text.split("\n")) {
      const match = finding.exec(line)
      if (match === null) {
        if (isAbsolute(line.trim()) || /^\S+\.\w+$/.test(line)) file = workspacePath(line.trim(), workspace)
        continue
      }
      if (match[3] !== "error" || file === "") continue
      const message = match[4] ?? ""
      failures.push(
        failure({
          path: [file, [match[5], message].filter(Boolean).join(" ")],
          file,
          line: Number(match[1]),
          message: match[5] === undefined ? message : `${message} (${match[5]})`,
          class: message.startsWith("Parsing error") ? "syntax" : "lint",
        }),
      )
    }
    return { failures: numbered(failures), counts: null }
  },
}
