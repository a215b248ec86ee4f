import { join, posix } from "node:path"
import { isFile } from "../../system/list-folder.ts"

export type JavaFrame = { readonly file: string; readonly line: number; readonly text: string }

const sourceRoots = [
  "src/test/java",
  "src/test/kotlin",
  "src/test/scala",
  "src/main/java",
  "src/main/kotlin",
  "src",
  "",
]
const foreign =
  /^(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy|org\.(?:junit|opentest4j|hamcrest|assertj|mockito|gradle|apache\.maven|testng))\./

/**
 * The first frame of the test class in a stack trace of the JVM, else the first that is neither of the platform nor of a test library.
 * The trace names only `CartTest.java`; where the file lies is looked up in the usual source folders below `workspace` and `module`.
 */
export function javaFrame(
  lines: readonly string[],
  testClass: string,
  workspace: string,
  module = "",
): JavaFrame | null {
  const own = testClass.replace(/[$(].*$/s, "")
  let best: JavaFrame | null = null
  for (const line of lines) {
    const match = /^\s*at (?:[\w.@-]*\/+)?([\w.$]+)\.[\w$<>]+\(([\w$]+\.\w+):(\d+)\)/.exec(line)
    const [, name = "", fileName = "", at = ""] = match ?? []
    if (match === null || foreign.test(name)) continue
    const isTest = name === own || name.startsWith(`${own}$`)
    if (best !== null && !isTest) continue
    const folder = name.split(".").slice(0, -1).join("/")
    best = {
      file: locate(posix.join(folder, fileName), workspace, module),
      line: Number(at),
      text: line.trim(),
    }
    if (isTest) break
  }
  return best
}

/** The lines of a failure before its stack trace, without the class of an assertion error in front. */
export function javaMessage(lines: readonly string[]): string {
  const end = lines.findIndex((line) => /^\s*(?:at [\w.$/@]|\.\.\. \d+ more)/.test(line))
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .join("\n")
    .replace(
      /^\s*(?:org\.opentest4j|java\.lang|org\.junit|junit\.framework)\.(Assertion\w*|ComparisonFailure)(?:: )?/,
      "",
    )
}

function locate(path: string, workspace: string, module: string): string {
  for (const base of new Set([module, ""])) {
    for (const root of sourceRoots) {
      const candidate = posix.join(base, root, path)
      if (isFile(join(workspace, candidate))) return candidate
    }
  }
  return path
}
