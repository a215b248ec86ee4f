import type { Call } from "../call.ts"
import type { Place } from "../place.ts"
import { isSecretPath } from "../secret-paths.ts"
import { type Finding, finding } from "../verdict.ts"
import { zoneOf } from "../where.ts"
import { shown } from "./path-findings.ts"

const interpreters = /^(python[\d.]*|node|deno|bun|ruby|perl|php|osascript|Rscript|lua|awk|gawk)$/

/**
 * Code given on the command line (`python -c`, `node -e`): the deletions and the paths that stand in it as plain texts.
 * What it computes cannot be seen here; the checkpoint and the sandbox are for that.
 */
export function inlineCodeRule(call: Call, place: Place): readonly Finding[] {
  if (!interpreters.test(call.name)) return []
  const code = codeOf(call)
  if (code === null) return []
  const texts = [...code.matchAll(/(["'`])((?:\\.|(?!\1)[^\\\n]){1,300})\1/g)].map(([, , text]) => text ?? "")
  const findings: Finding[] = []
  if (
    /\b(rmtree|rm_rf|rm_r|rmSync|rmdirSync|unlinkSync|unlink|removedirs|remove_tree|rimraf|FileUtils\.rm|File\.delete|os\.remove|fs\.(promises\.)?(rm|unlink))\b/.test(
      code,
    )
  ) {
    const far = ownPaths(code, texts, place).find((path) =>
      /^(around|outside|root|git|judge)$/.test(zoneOf(path, call.cwd, place, "parent")),
    )
    if (far !== undefined)
      findings.push(
        finding("inline-delete", reachOf(far, call, place), `deletes ${shown(far)} from a line of code`),
      )
  }
  if (
    /\b(writeFileSync|writeFile|appendFileSync|write_text|copyfile|copyFileSync|renameSync|symlinkSync|File\.write|file_put_contents)\b|open\([^)]*["'][wa]b?\+?["']/.test(
      code,
    )
  ) {
    const far = texts.find(
      (path) =>
        /^[~/]|^[A-Za-z]:\\/.test(path) &&
        /^(around|outside|git|judge|device)$/.test(zoneOf(expand(path, place), call.cwd, place)),
    )
    if (far !== undefined)
      findings.push(
        finding("inline-write", reachOf(far, call, place), `writes ${shown(far)} from a line of code`),
      )
  }
  const secret = texts.find(
    (path) => /[/\\]/.test(path) && isSecretPath(expand(path, place), call.cwd, place),
  )
  if (secret !== undefined)
    findings.push(finding("credentials", "machine", `reads credentials (${shown(secret)})`))
  return findings
}

/** Command lines that the code gives to a shell: `os.system("…")`, `execSync("…")`. */
export function shellTextsIn(call: Call): readonly string[] {
  if (!interpreters.test(call.name)) return []
  const code = codeOf(call) ?? ""
  const starts =
    /\b(?:system|exec|execSync|popen|Popen|run|check_call|check_output|call|getoutput|spawnSync|shell_exec|passthru|do shell script)\s*\(?\s*\[?\s*(?:f|r|b)?(["'`])((?:\\.|(?!\1)[^\\\n]){1,2000})\1((?:\s*,\s*\[?\s*(["'])(?:\\.|(?!\4)[^\\\n])*\4)*)/g
  return [...code.matchAll(starts)].map(([, , text = "", more = ""]) => {
    const rest = [...more.matchAll(/["']([^"']*)["']/g)].map(([, word = ""]) => word)
    return [text, ...rest].join(" ")
  })
}

/** The code itself: behind `-c`, `-e` and their kin, or on stdin as a text. */
function codeOf({ name, args, feed }: Call): string | null {
  if (/^g?awk$/.test(name)) return args.find((arg) => arg.includes("system(")) ?? null
  const at = args.findIndex((arg) => /^(-[a-zA-Z]*[cer]|--eval|--print|-p|-pe|eval)$/.test(arg))
  if (at >= 0) return args[at + 1] ?? null
  const joined = args.find((arg) => /^--eval=/.test(arg))
  if (joined !== undefined) return joined.slice("--eval=".length)
  return feed.kind === "text" && args.every((arg) => arg === "-") ? feed.text : null
}

/** Paths in the code, with the home folder where the code asks for it. */
function ownPaths(code: string, texts: readonly string[], place: Place): readonly string[] {
  const home = /expanduser|homedir\(|Path\.home|Dir\.home|environ|process\.env|ENV\[/.test(code)
    ? [place.home]
    : []
  return [
    ...texts.filter((text) => /^([~/.]|[A-Za-z]:\\)/.test(text)).map((text) => expand(text, place)),
    ...home,
  ]
}

function expand(path: string, place: Place): string {
  return /^~(?=\/|$)/.test(path) ? place.home + path.slice(1) : path
}

function reachOf(path: string, call: Call, place: Place): Finding["reach"] {
  return zoneOf(expand(path, place), call.cwd, place, "parent") === "judge" ? "judge" : "machine"
}
