import type { FileFacts, Import, Limit, Mock, Patch } from "../facts.ts"
import { canonical } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import { argumentsOf, named, stringOf } from "../tree/named.ts"
import { child, type Tree, visit } from "../tree/tree.ts"

/** Functions of this name in conftest and plugins decide what pytest reports or runs. */
const deciding =
  /^pytest_(runtest_makereport|runtest_protocol|runtest_call|runtest_setup|runtest_logreport|report_teststatus|sessionfinish|pyfunc_call|exception_interact|collection_modifyitems|ignore_collect|itemcollected|deselected|pycollect_makeitem|runtestloop|cmdline_main|collection_finish|collection|make_collect_report|unconfigure|terminal_summary|generate_tests|load_initial_conftests)$/
/** What such a function does when it bends results. */
const bending =
  /outcome|passed|force_result|exitstatus|exitstatus\s*=|longrepr|excinfo|wasxfail|xfail|skip|deselect|items\s*\[\s*:?\s*\]|items\[:|\.clear\(|\.remove\(|\.pop\(|return\s+True|_exit|sys\.exit|stats|return\s+0|returncode|testsfailed|\.failed|\bcall\b\.|get_result/

/** Mocks, patches of the runner and limits anywhere in a Python file. */
export function pythonEffects(
  tree: Tree,
  text: string,
  lineOf: (offset: number) => number,
  imports: readonly Import[],
): Pick<FileFacts, "mocks" | "patches" | "limits"> {
  const mocks: Mock[] = []
  const patches: Patch[] = []
  const limits: Limit[] = []
  const imported = new Set(imports.map(({ name }) => name))
  visit(tree, (node) => {
    const place = () => ({ text: oneLine(text.slice(node.start, node.end)), line: lineOf(node.start) })
    const mock = node.kind === "call" ? mockIn(node) : node.kind === "assignment" ? assigned(node) : null
    if (mock !== null) mocks.push({ ...mock, ...place() })
    const what = patchIn(node)
    if (what !== null)
      patches.push({ ...what, ...place(), key: canonical(text.slice(node.start, node.end), "hash") })
    return true
  })
  return { mocks, patches, limits }

  function shown(node: Tree | null | undefined): string {
    return node === null || node === undefined ? "" : canonical(text.slice(node.start, node.end), "hash")
  }

  function mockIn(node: Tree): Pick<Mock, "kind" | "target" | "names" | "partial"> | null {
    const name = shown(child(node, "function"))
    const [first, second] = argumentsOf(node)
    if (
      !/(^|\.)(patch|patch\.object|patch\.dict|setattr|patch\.multiple|stub|replace)$/.test(name) ||
      first === undefined
    )
      return null
    if (!/patch|monkeypatch|mocker|flexmock/.test(name)) return null
    const path = stringOf(first, text)
    if (path !== null) {
      if (!path.includes(".")) return null
      return {
        kind: "member",
        target: path.split(".").slice(0, -1).join("."),
        names: [path.split(".").at(-1) ?? ""],
        partial: true,
      }
    }
    const attribute = stringOf(second, text)
    // The names stand in a list somewhere in the file; which ones is not certain.
    if (second?.kind === "identifier" && name.endsWith("setattr"))
      return {
        kind: "member",
        target: shown(first),
        names: [...text.matchAll(/["']([A-Za-z_]\w*)["']/g)].map((match) => match[1] ?? ""),
        partial: false,
      }
    return attribute === null
      ? null
      : { kind: "member", target: shown(first), names: [attribute], partial: true }
  }

  function assigned(node: Tree): Pick<Mock, "kind" | "target" | "names" | "partial"> | null {
    const left = child(node, "left") ?? node
    const name = shown(left)
    const module = /^sys\.modules\["([\w.]+)"\]$/.exec(name)?.[1]
    if (module !== undefined) return { kind: "module", target: module, names: [], partial: false }
    const [object = "", ...rest] = name.split(".")
    const stands = /^(lambda\b|(\w+\.)?(Mock|MagicMock|AsyncMock|create_autospec)\()/.test(
      shown(child(node, "right")),
    )
    if (left.kind !== "attribute" || !(imported.has(object) || stands)) return null
    return {
      kind: "member",
      target: [object, ...rest.slice(0, -1)].join("."),
      names: [rest.at(-1) ?? ""],
      partial: true,
    }
  }

  function patchIn(node: Tree): Pick<Patch, "what" | "severity"> | null {
    if (node.kind === "function_definition") return defined(node)
    if (node.kind === "assignment") {
      const name = shown(child(node, "left"))
      if (
        /^(unittest\.)?TestCase\.\w+$|^(unittest|pytest|_pytest)\.[\w.]+$|^(sys\.exit|sys\.excepthook|os\._exit|builtins\.\w+|__builtins__\.\w+)$/.test(
          name,
        )
      )
        return { what: "replaces a part of the test library or the interpreter", severity: "high" }
      if (
        /(^|\.)(exitstatus|testsfailed|shouldfail|outcome|wasxfail|longrepr)$/.test(name) &&
        /^(0|"passed"|None|False|pytest\.ExitCode\.OK|ExitCode\.OK|"skipped"|"")/.test(
          shown(child(node, "right")),
        )
      )
        return { what: "changes results of the runner", severity: "high" }
      return null
    }
    if (node.kind !== "call") return null
    const name = shown(child(node, "function"))
    const args = argumentsOf(node).map(shown)
    if (
      /^(os\._exit|sys\.exit|exit|quit|raise SystemExit|SystemExit)$/.test(name) &&
      /^(0|None|code=0|)$/.test(args[0] ?? "")
    )
      return { what: "ends the process with success", severity: "high" }
    if (name === "pytest.exit" && args.some((arg) => /^(returncode=)?0$/.test(arg)))
      return { what: "ends the process with success", severity: "high" }
    if (
      /(^|\.)(setattr)$/.test(name) &&
      /^(unittest|pytest|_pytest|builtins|sys|os|unittest\.TestCase|TestCase|"(unittest|pytest|_pytest|builtins)\..*")$/.test(
        args[0] ?? "",
      ) &&
      /assert|fail|exit|raises|AssertionError|excepthook|outcome|approx|skip|main/.test(args.join())
    )
      return { what: "replaces a part of the test library or the interpreter", severity: "high" }
    if (name === "atexit.register" && /_exit/.test(args.join()))
      return { what: "turns the exit code into success", severity: "high" }
    if (/force_result$/.test(name)) return { what: "changes results of the runner", severity: "high" }
    return null
  }

  function defined(node: Tree): Pick<Patch, "what" | "severity"> | null {
    const name = child(node, "name")?.value ?? ""
    const body = child(node, "body")
    const source = body === null ? "" : text.slice(body.start, body.end)
    if (
      deciding.test(name) &&
      (bending.test(source) || /protocol|pyfunc_call|runtestloop|ignore_collect|cmdline_main/.test(name))
    )
      return { what: `decides through \`${name}\` what pytest runs or reports`, severity: "high" }
    if (name === "load_tests") return { what: "decides which tests unittest loads", severity: "high" }
    const [first] = named(body).filter((part) => named(part)[0]?.kind !== "string")
    if (/^__(eq|ne|contains|lt|le|gt|ge)__$/.test(name) && /^return True$/.test(shown(first)))
      return { what: `makes every comparison true through \`${name}\``, severity: "high" }
    return null
  }
}
