import type { FileFacts, Mock, Patch } from "../facts.ts"
import { canonical } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import { argumentsOf, named } from "../tree/named.ts"
import { child, type Tree, visit } from "../tree/tree.ts"

/** Replaced functions and tampering with the exit code in a Go file. */
export function goEffects(
  tree: Tree,
  text: string,
  lineOf: (offset: number) => number,
): Pick<FileFacts, "mocks" | "patches"> {
  const mocks: Mock[] = []
  const patches: Patch[] = []
  visit(tree, (node) => {
    const place = () => ({ text: oneLine(text.slice(node.start, node.end)), line: lineOf(node.start) })
    const shown = (part: Tree | null | undefined) =>
      part === null || part === undefined ? "" : canonical(text.slice(part.start, part.end), "c")
    if (node.kind === "assignment_statement") {
      const left = shown(child(node, "left"))
      if (/^func\b/.test(shown(child(node, "right"))) && /^[\w.]+$/.test(left)) {
        const parts = left.split(".")
        mocks.push({
          kind: "member",
          target: parts.slice(0, -1).join("."),
          names: [parts.at(-1) ?? ""],
          partial: true,
          ...place(),
        })
      }
    }
    if (node.kind === "call_expression") {
      const name = shown(child(node, "function"))
      const args = argumentsOf(node).map(shown)
      const ends =
        (/^(os|syscall)\.Exit$/.test(name) && args[0] === "0") ||
        (name === "flag.Set" && /^"test\.(run|skip|short|list)"$/.test(args[0] ?? ""))
      if (ends)
        patches.push({
          what: name === "flag.Set" ? "narrows the tests that run" : "ends the process with success",
          severity: "high",
          key: shown(node),
          ...place(),
        })
    }
    if (
      node.kind === "method_declaration" &&
      /^(Error|Errorf|Fatal|Fatalf|Fail|FailNow)$/.test(child(node, "name")?.value ?? "") &&
      named(child(node, "body")).length === 0
    )
      patches.push({ what: "silences failures of tests", severity: "high", key: shown(node), ...place() })
    if (
      node.kind === "function_declaration" &&
      child(node, "name")?.value === "TestMain" &&
      !/\.Run\(\)/.test(text.slice(node.start, node.end))
    )
      patches.push({
        what: "runs no test at all (`TestMain` without `Run`)",
        severity: "high",
        key: shown(node),
        ...place(),
        text: oneLine(place().text, 160),
      })
    return true
  })
  return { mocks, patches }
}
