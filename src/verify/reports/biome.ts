import type { Failure } from "../../loop/evidence.ts"
import { finding, numbered, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"

const heading =
  /^(\S[^━]*?)(?::(\d+):\d+)? (lint\/\S+|parse|format|assist\/\S+|organizeImports|suppressions\/\S+|internalError\/\S+|syntax\/\S+|types\/\S+) (?:[A-Z ]+ )?━{5,}$/

/** biome `check`, `lint`, `format` and `ci`. Warnings and remarks do not make it fail and are left out. */
export const biome: ReportReader = {
  name: "biome",
  read({ text, workspace }) {
    if (!/ ━{5,}$/m.test(text)) return null
    const failures: Failure[] = []
    const lines = text.split("\n")
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? ""
      const match = line.endsWith("━") ? heading.exec(line) : null
      if (match === null) continue
      const said = /^ {2}[×✖] (.+)$/.exec(lines[i + 2] ?? "")
      if (said?.[1] === undefined || said[1].includes("aborted due to parsing errors")) continue
      const rule = match[3] ?? ""
      failures.push(
        finding({
          file: workspacePath(match[1] ?? "", workspace),
          line: match[2] === undefined ? null : Number(match[2]),
          rule,
          message: said[1],
          class: /^(?:parse|syntax)/.test(rule) ? "syntax" : "lint",
        }),
      )
    }
    return failures.length === 0 ? null : { failures: numbered(failures), counts: null }
  },
}
