import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"

/** Source of the sandbox project at the three stages a script moves it through. */
export const stages = {
  bothWrong: `export const add = (a, b) => a - b\nexport const shout = (text) => text\n`,
  oneRight: `export const add = (a, b) => a + b\nexport const shout = (text) => text\n`,
  bothRight: `export const add = (a, b) => a + b\nexport const shout = (text) => text.toUpperCase()\n`,
} as const

const tests = `import assert from "node:assert/strict"
import { test } from "node:test"
import { add, shout } from "../words.js"

test("add sums two numbers", () => {
  assert.equal(add(2, 3), 5)
})

test("shout raises the voice", () => {
  assert.equal(shout("hi"), "HI")
})
`

/** A world of its own for one test: project with two failing tests in git, private HOME and private loop store. */
export type Sandbox = {
  readonly project: string
  readonly home: string
  readonly loopHome: string
  /** Whole environment of the host; nothing of the machine but PATH and the language comes through. */
  readonly env: Readonly<Record<string, string>>
  source(): string
  [Symbol.dispose](): void
}

/** Throws when git or the temporary folder cannot be used; disposing removes everything, whatever was written there. */
export function createSandbox(): Sandbox {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "for-loop-hosts-")))
  const [project, home, loopHome] = [join(root, "project"), join(root, "home"), join(root, "loops")]
  for (const folder of [join(project, "test"), home, loopHome]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(project, "package.json"), `{ "name": "words", "private": true, "type": "module" }\n`)
  writeFileSync(join(project, "words.js"), stages.bothWrong)
  writeFileSync(join(project, "test", "words.test.js"), tests)
  const env = { PATH: pathWithThisNode(), HOME: home, LANG: "C.UTF-8", TMPDIR: root, FOR_LOOP_HOME: loopHome }
  const identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.invalid"]
  const git = (...args: string[]) =>
    execFileSync("git", [...identity, ...args], { cwd: project, env, stdio: "pipe" })
  git("init", "--quiet", "--initial-branch=main")
  git("add", "--all")
  git("commit", "--quiet", "--message=Two failing tests")
  return {
    project,
    home,
    loopHome,
    env,
    source: () => readFileSync(join(project, "words.js"), "utf8"),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  }
}

/** `node` inside the sandbox is the node that runs these tests, whatever else the machine has. */
function pathWithThisNode(): string {
  return [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter)
}
