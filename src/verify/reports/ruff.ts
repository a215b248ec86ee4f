import type { Failure } from "../../loop/evidence.ts"
import { finding, numbered, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"

const ends =
  /^(?:Found \d+ errors?(?: \(.*\))?\.|\d+ files? would be reformatted.*|\[\*\] \d+ fixable with .*)$/m
const rule = String.raw`([A-Z]+\d+|invalid-syntax|unformatted|[a-z]+(?:-[a-z]+)+):?`
const heading = new RegExp(`^${rule} (?:\\[[*-]\\] )?(.+)$`)
const concise = new RegExp(`^(\\S[^:]*(?::[^:\\d][^:]*)?):(\\d+):\\d+: ${rule} (?:\\[[*-]\\] )?(.+)$`)
const grouped = new RegExp(`^ +(\\d+):\\d+ +${rule} (?:\\[[*-]\\] )?(.+)$`)

/** ruff, `check` in the formats full, concise and grouped, and `format --check`. */
export const ruff: ReportReader = {
  name: "ruff",
  read({ text, workspace }) {
    if (!ends.test(text)) return null
    const failures: Failure[] = []
    const lines = text.split("\n")
    let file = ""
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? ""
      const add = (path: string, at: string | undefined, name = "", message = "") => {
        const lineNumber = Number(at)
        failures.push(
          finding({
            file: workspacePath(path, workspace),
            line: Number.isInteger(lineNumber) && name !== "unformatted" ? lineNumber : null,
            rule: name,
            message,
            class: /^(?:invalid-syntax|E999)$/.test(name) ? "syntax" : "lint",
          }),
        )
      }
      const short = concise.exec(line)
      const head = heading.exec(line)
      const place = head === null ? null : /^ *--> (.+):(\d+):\d+$/.exec(lines[i + 1] ?? "")
      const below = grouped.exec(line)
      const old = /^Would reformat: (.+)$/.exec(line)
      if (short !== null) add(short[1] ?? "", short[2], short[3], short[4])
      else if (place !== null) add(place[1] ?? "", place[2], head?.[1], head?.[2])
      else if (below !== null && file !== "") add(file, below[1], below[2], below[3])
      else if (old !== null) add(old[1] ?? "", undefined, "unformatted", "File would be reformatted")
      else if (/^\S+\.(?:pyi?|ipynb|toml):$/.test(line)) file = line.slice(0, -1)
    }
    return failures.length === 0 ? null : { failures: numbered(failures), counts: null }
  },
}
