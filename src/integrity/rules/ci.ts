import { commandReasons } from "../command/compare.ts"
import { judges } from "../command/parse.ts"
import { projectCommands } from "../command/project-commands.ts"
import type { Found } from "../finding.ts"
import type { Side } from "../match/side.ts"
import { changedLines } from "./commands.ts"
import type { Comparison } from "./context.ts"

const excused =
  /^-?\s*(continue-on-error:\s*(true|\$\{\{)|allow_failure:\s*true|if:\s*(false|\$\{\{\s*false)|when:\s*(manual|never)|continueOnError:\s*true|ignore_failure:\s*true|failure:\s*ignore|soft_fail:\s*true|enabled:\s*false|condition:\s*(false|never\(\)))/

/** Test steps of a CI pipeline that went, judge less, or whose failure is excused. */
export function weakerPipelines({ before, after }: Comparison): Found[] {
  const tests = before.surface.files.filter(({ kind }) => kind === "test").map(({ path }) => path)
  return before.changed.flatMap((old): Found[] => {
    if (old.kind !== "ci") return []
    const now = after.byPath.get(old.path)
    const [text, later] = [old.text ?? "", now?.text ?? ""]
    const base = {
      what: "ci" as const,
      file: old.path,
      line: null,
      before: changedLines(text, later),
      after: changedLines(later, text),
    }
    const commands = expanded(judging(text), before)
    if (now === undefined) {
      const isElsewhere = after.changed.some(
        (file) => file.kind === "ci" && judging(file.text ?? "").length > 0,
      )
      if (commands.length === 0) return []
      return [
        {
          ...base,
          severity: isElsewhere ? "low" : "medium",
          why: "A pipeline with tests was deleted.",
        },
      ]
    }
    const reasons = commandReasons(commands.join("\n"), expanded(judging(later), after).join("\n"), tests)
    const found = reasons.map(
      ({ severity, why }): Found => ({
        ...base,
        about: why,
        severity,
        why: `The pipeline judges less. ${why}.`,
      }),
    )
    const count = (lines: string) => lines.split("\n").filter((line) => excused.test(line.trim())).length
    if (count(later) > count(text))
      found.push({
        ...base,
        about: "excused",
        severity: "high",
        why: "A step of the pipeline may fail or no longer runs.",
      })
    return found
  })
}

/** The lines, and what the targets and scripts they run do in turn. */
function expanded(lines: readonly string[], side: Side): string[] {
  const known = projectCommands(side)
  return lines.flatMap((line) => {
    const name = /^(?:make|just|npm(?: run)?|yarn(?: run)?|pnpm(?: run)?)\s+(?:-\S+\s+)*([\w:.-]+)$/.exec(
      line,
    )?.[1]
    const command = known.find((entry) => entry.name === name)?.command
    return command === undefined ? [line] : [line, command]
  })
}

/** Command lines of a pipeline that run tools or end the script, without the words of the pipeline format. */
function judging(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const quoted = [
      ...line.matchAll(/\b(?:sh|bat|pwsh|powershell|bash|script)\b\s*[:(]?\s*("""|'''|"|')(.+?)\1/g),
    ].map((match) => match[2] ?? "")
    const plain = line
      .trim()
      .replace(/^-\s+/, "")
      .replace(/^(run|script|command|args|sh|bash)\s*:/, "")
      .trim()
      .replace(/^(["'])(.*)\1,?$/, "$2")
    return (quoted.length > 0 ? quoted : [plain]).filter(
      (command) => !/^[\w-]+:\s/.test(command) && (judges(command) || /^(exit 0|set \+e)\b/.test(command)),
    )
  })
}
