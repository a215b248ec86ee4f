import { execFileSync, spawn } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../architecture/sources.ts"
import { entry } from "../cli/run-cli.ts"
import { call, fakeGemini, says } from "../engine/gemini/fake-gemini.ts"
import { at, exampleText, exampleYaml, forLoopCalls, wrongIn } from "./example-files.ts"

describe("the example for GitHub Actions", () => {
  const workflow = exampleYaml("ci/github-actions.yml")
  const steps = at(workflow, "jobs", "night", "steps")
  const scripts = (Array.isArray(steps) ? steps : []).flatMap((step) => {
    const run = at(step, "run")
    return typeof run === "string" ? [run] : []
  })

  it("calls commands and options that exist", () => {
    const calls = scripts.flatMap(forLoopCalls)
    expect(calls.map(([name]) => name)).toEqual(["auth", "run"])
    expect(calls.map(wrongIn)).toEqual([null, null])
  })

  it("pastes no expression into a script, keeps the repository's token away and uploads whatever happened", () => {
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([])
    expect(at(workflow, "permissions")).toEqual({ contents: "read" })
    expect(at(steps, 0, "with", "persist-credentials")).toBe(false)
    const upload = (Array.isArray(steps) ? steps : []).find((step) =>
      /upload-artifact/.test(String(at(step, "uses"))),
    )
    expect(at(upload, "if")).toBe("always()")
  })

  it("leaves the job more time than the loop", () => {
    const minutes = Number(/--max-minutes (\d+)/.exec(scripts.join("\n"))?.[1])
    expect(Number(at(workflow, "jobs", "night", "timeout-minutes"))).toBeGreaterThan(minutes + 15)
  })

  it("really ends verified with report, events and patch when its scripts are run", async () => {
    await using api = await cartFixer()
    using machine = nightMachine(api.url)
    const [, , , run, keep] = scripts
    const temp = join(machine.folder, "runner")
    mkdirSync(temp)
    const env = {
      ...machine.env,
      TASK: "make the tests pass",
      RUNNER_TEMP: temp,
      GITHUB_SHA: machine.commit,
      GITHUB_STEP_SUMMARY: join(temp, "summary"),
    }
    expect(await bash(run ?? "", machine.project, env)).toBe(0)
    expect(await bash(keep ?? "", machine.project, env)).toBe(0)
    const lines = readFileSync(join(temp, "night", "events.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ event: "result", outcome: "verified" })
    expect(readFileSync(join(temp, "night", "changes.patch"), "utf8")).toContain("+right")
    expect(readFileSync(join(temp, "summary"), "utf8")).toContain("# Loop")
  })
})

describe("the container example", () => {
  const containerfile = exampleText("container/Containerfile")
  const instructions = containerfile
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => /^([A-Z]+) (.+)$/.exec(line))

  it("holds instructions that a builder knows, runs as an ordinary user, and copies files that are there", () => {
    const known = ["FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "ENTRYPOINT", "CMD"]
    expect(instructions.filter((found) => !known.includes(found?.[1] ?? ""))).toEqual([])
    const of = (name: string): string[] =>
      instructions.flatMap((found) => (found?.[1] === name ? [found[2] ?? ""] : []))
    expect(of("USER")).toEqual(["node"])
    expect(of("ENV")).toContain("FOR_LOOP_SANDBOX=1")
    const copied = of("COPY").flatMap((words) =>
      words
        .split(" ")
        .filter((word) => !word.startsWith("--"))
        .slice(0, -1),
    )
    expect(copied.filter((name) => !existsSync(join(root, "examples", "container", name)))).toEqual([])
    expect(JSON.parse(of("ENTRYPOINT")[0] ?? "")).toContain("/usr/local/bin/run-loop")
  })

  it("passes arguments that `for-loop run` takes, unsafe mode among them, as the Cloud Run job does", () => {
    const script = forLoopCalls(exampleText("container/run-loop.sh"))
    expect(script).toHaveLength(1)
    const command = instructions.find((found) => found?.[1] === "CMD")?.[2] ?? ""
    const args: unknown = JSON.parse(command)
    expect(args).toEqual(["--backend", "gemini", "--mode", "unsafe"])
    expect(jobContainer("args")).toEqual(args)
    for (const more of [[], ["--backend", "gemini", "--mode", "unsafe"]])
      expect(wrongIn([...(script[0] ?? []), ...more])).toBeNull()
  })

  it("really ends verified and keeps what it left when its script is run", async () => {
    await using api = await cartFixer()
    using machine = nightMachine(api.url)
    const work = join(machine.folder, "work")
    const out = join(machine.folder, "out")
    for (const folder of [work, out]) mkdirSync(folder)
    const env = {
      ...machine.env,
      FOR_LOOP_SANDBOX: "1",
      LOOP_REPOSITORY: machine.project,
      LOOP_TASK: "make the tests pass",
      LOOP_CHECK: "npm test",
      LOOP_SETUP: "test -f package.json",
      LOOP_OUT: out,
    }
    const script = join(root, "examples", "container", "run-loop.sh")
    expect(await bash(`exec "${script}" --backend gemini --mode unsafe`, work, env)).toBe(0)
    expect(readFileSync(join(out, "changes.patch"), "utf8")).toContain("+right")
    expect(readFileSync(join(out, "report.md"), "utf8")).toContain("# Loop")
    expect(readFileSync(join(out, "events.jsonl"), "utf8")).toContain('"outcome":"verified"')
  })

  it("says what is missing before it clones anything", async () => {
    using machine = nightMachine("http://127.0.0.1:1")
    const script = join(root, "examples", "container", "run-loop.sh")
    expect(await bash(`exec "${script}"`, machine.folder, machine.env)).not.toBe(0)
    expect(existsSync(join(machine.folder, "project", "project"))).toBe(false)
  })
})

describe("the Cloud Run job", () => {
  const job = exampleYaml("container/cloud-run-job.yaml")
  const task = at(job, "spec", "template", "spec", "template", "spec")

  it("is a job that runs once, longer than its loop, with a service account and no key", () => {
    expect([at(job, "apiVersion"), at(job, "kind")]).toEqual(["run.googleapis.com/v1", "Job"])
    expect(at(task, "maxRetries")).toBe(0)
    expect(at(task, "serviceAccountName")).toMatch(/^for-loop@/)
    const env = envOf()
    expect(Number(at(task, "timeoutSeconds"))).toBeGreaterThan(Number(env.LOOP_MAX_MINUTES) * 60 + 900)
    expect(Object.keys(env).filter((name) => /KEY|TOKEN|SECRET/.test(name))).toEqual([])
    expect(env).toMatchObject({ GOOGLE_GENAI_USE_VERTEXAI: "true", GOOGLE_CLOUD_PROJECT: "PROJECT" })
  })

  it("sets only variables that the script or the engine reads, and mounts what the script writes to", () => {
    const script = exampleText("container/run-loop.sh")
    const loop = Object.keys(envOf()).filter((name) => name.startsWith("LOOP_"))
    expect(loop.filter((name) => !script.includes(name))).toEqual([])
    expect(jobContainer("volumeMounts", 0, "mountPath")).toBe("/out")
    expect(script).toMatch(/^out=\$\{LOOP_OUT:-\/out\}$/m)
    expect(at(task, "volumes", 0, "name")).toBe(jobContainer("volumeMounts", 0, "name"))
  })
})

function jobContainer(...way: readonly (string | number)[]): unknown {
  const job = exampleYaml("container/cloud-run-job.yaml")
  return at(job, "spec", "template", "spec", "template", "spec", "containers", 0, ...way)
}

function envOf(): Readonly<Record<string, string>> {
  const list = jobContainer("env")
  const pairs = (Array.isArray(list) ? list : []).map((one) => [
    String(at(one, "name")),
    String(at(one, "value")),
  ])
  return Object.fromEntries(pairs)
}

/** A Gemini API whose model puts the right word into the file, then stops. */
function cartFixer() {
  return fakeGemini((_, number) =>
    number === 1
      ? { kind: "answer", parts: [call("write_file", { path: "fixed", content: "right\n" })] }
      : says("The word is right now."),
  )
}

/** A machine with `for-loop` on its PATH and a repository whose tests fail. */
function nightMachine(gemini: string) {
  const folder = mkdtempSync(join(tmpdir(), "for-loop night-"))
  const [bin, project] = [join(folder, "bin"), join(folder, "project")]
  for (const path of [bin, project]) mkdirSync(path)
  writeFileSync(join(bin, "for-loop"), `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`)
  chmodSync(join(bin, "for-loop"), 0o755)
  const env: NodeJS.ProcessEnv = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    FOR_LOOP_HOME: join(folder, "loops"),
    GEMINI_API_KEY: "AIzaFakeKeyOfATestThatIsNoSecretAtAll12",
    GOOGLE_GEMINI_BASE_URL: gemini,
  }
  cpSync(join(root, "examples", "node-cart", "README.md"), join(project, "README.md"))
  writeFileSync(
    join(project, "package.json"),
    '{"private": true, "scripts": {"test": "grep -q right fixed"}}\n',
  )
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
      cwd: project,
      env,
      encoding: "utf8",
    })
  git("init", "-q", "-b", "main")
  git("add", "-A")
  git("commit", "-qm", "start")
  return {
    folder,
    project,
    env,
    commit: git("rev-parse", "HEAD").trim(),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

function bash(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<number | null> {
  return new Promise((resolve, reject) => {
    // As a runner starts its steps.
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
      cwd,
      env,
      stdio: "ignore",
    })
    child.once("error", reject)
    child.once("close", resolve)
  })
}
