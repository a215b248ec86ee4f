import type { Failure, FailureClass } from "../../loop/evidence.ts"
import { finding, numbered, workspacePath } from "./failure.ts"
import type { ReportReader } from "./report.ts"

const source = String.raw`([^\s:][^:\n]*\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|ipp|inl|m|mm|cu|java|kt|kts|swift|zig|d|f90|s|S))`
const windowsDrive = "(?:[A-Za-z]:)?"
const error = new RegExp(`^(${windowsDrive}${source}):(\\d+):(?:\\d+:)? (?:fatal )?error: (.+)$`)
const kotlin = new RegExp(`^e: (?:file://)?(${windowsDrive}${source}):(\\d+):\\d+:? (.+)$`)
const unresolved = new RegExp(`${source}:\\(\\.text[^)]*\\): (undefined reference to .+)$`)

/** Compilers that write like gcc: gcc, clang, javac, kotlinc, swiftc; and what the linker cannot find. */
export const compilers: ReportReader = {
  name: "gcc and its like",
  read({ text, workspace }) {
    if (!/: error: |: fatal error: |^e: |: undefined reference to /m.test(text)) return null
    const failures: Failure[] = []
    for (const line of text.split("\n")) {
      const match = error.exec(line) ?? kotlin.exec(line)
      const link = match === null ? unresolved.exec(line) : null
      if (match !== null) {
        const message = match[4] ?? ""
        failures.push(
          finding({
            file: workspacePath(match[1] ?? "", workspace),
            line: Number(match[3]),
            rule: null,
            message,
            class: kindOf(message),
          }),
        )
      } else if (link !== null) {
        const file = workspacePath(link[1] ?? "", workspace)
        failures.push(finding({ file, line: null, rule: null, message: link[2] ?? "", class: "type" }))
      }
    }
    return failures.length === 0 ? null : { failures: numbered(failures), counts: null }
  },
}

/** The class of a compiler's sentence; shared with the build tools that print it in a frame of their own. */
export function kindOf(message: string): FailureClass {
  if (/No such file or directory|file not found|^package \S+ does not exist|no such module/i.test(message))
    return "missing-module"
  if (/\[-Werror|\[-W[a-z]/.test(message)) return "lint"
  if (
    /^expected |^(?:'.+'|<.+>|.+, or .+) expected$|illegal start of|reached end of file|stray |unterminated |unclosed |missing terminating|not a statement|extraneous /i.test(
      message,
    )
  )
    return "syntax"
  return "type"
}
