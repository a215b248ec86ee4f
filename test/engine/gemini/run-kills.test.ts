import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { listLoops } from "../../../src/store/state-file.ts"
import { root } from "../../architecture/sources.ts"
import { call, type FakeGemini, fakeGemini, type Received, type Scripted, says } from "./fake-gemini.ts"

const kills = 50
const steps = 3

describe("kill -9 of a headless run", () => {
  it(`at ${kills} random moments and --resume end in the same result, and no kept answer is paid again`, async () => {
    let killed = 0
    while (killed < kills) {
      await using api = await fakeGemini(answerFor)
      using place = makePlace(api)
      killed += await playToTheEnd(place, kills - killed)
      const [stored, ...others] = listLoops(place.home).flatMap(({ loaded }) =>
        loaded.kind === "ok" ? [loaded.state] : [],
      )
      expect(others.filter(({ status }) => status === "ended")).toEqual([])
      expect(stored ?? others[0]).toMatchObject({ status: "ended", outcome: { kind: "verified" } })
      expect(readdirSync(place.project).filter((name) => name.startsWith("step-"))).toHaveLength(steps)
      // Each command ran at most once per call; one cut off by a kill is not run again.
      const ran = existsSync(join(place.project, "ran.log"))
        ? readFileSync(join(place.project, "ran.log"), "utf8")
        : ""
      const lines = ran.split("\n").filter((line) => line !== "")
      expect(new Set(lines).size).toBe(lines.length)
    }
    expect(killed).toBe(kills)
  }, 300_000)
})

/** What is asked next follows from what the conversation holds, so the same question gets the same answer. */
function answerFor({ body }: Received): Scripted {
  const answered = modelContents(body)
  const step = Math.floor(answered / 2) + 1
  if (answered % 2 === 1) return says(`Step ${step} is there.`)
  const command = `echo ran-${step} >> ran.log`
  return {
    kind: "answer",
    parts: [
      call("write_file", { path: `step-${step}`, content: "there\n" }),
      call("run_command", { command }),
    ],
  }
}

function modelContents(body: Received["body"]): number {
  const contents: readonly unknown[] = Array.isArray(body.contents) ? body.contents : []
  return contents.filter(
    (one) => typeof one === "object" && one !== null && "role" in one && one.role === "model",
  ).length
}

type Place = {
  readonly folder: string
  readonly home: string
  readonly project: string
  readonly api: FakeGemini
  readonly env: NodeJS.ProcessEnv
  [Symbol.dispose](): void
}

function makePlace(api: FakeGemini): Place {
  const folder = mkdtempSync(join(tmpdir(), "for-loop kill-"))
  const home = join(folder, "state")
  const project = join(folder, "project")
  mkdirSync(project)
  const lines = Array.from(
    { length: steps },
    (_, at) =>
      `[ -f step-${at + 1} ] && echo "ok ${at + 1} - step ${at + 1}" || { echo "not ok ${at + 1} - step ${at + 1}"; bad=1; }`,
  )
  writeFileSync(
    join(project, "check.sh"),
    `echo "TAP version 13"\necho "1..${steps}"\n${lines.join("\n")}\n[ -z "$bad" ]\n`,
  )
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-qm", "start"],
  ]) {
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: project })
  }
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    FOR_LOOP_HOME: home,
    GEMINI_API_KEY: "AIzaFakeKeyOfATestThatIsNoSecretAtAll12",
    GOOGLE_GEMINI_BASE_URL: api.url,
  }
  return {
    folder,
    home,
    project,
    api,
    env,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Kills the run up to `most` times, then lets it end. Returns how often it was killed. */
async function playToTheEnd(place: Place, most: number): Promise<number> {
  let killed = 0
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const kept = keptAnswers(place.home)
    const seen = place.api.received.length
    const child = start(place)
    const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
    // The end of its output says why a run ended otherwise than it should.
    let told = ""
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        told = (told + chunk.toString()).slice(-2000)
      })
    const code = await Promise.race([ended, after(killed < most ? 250 + Math.random() * 1400 : 120_000)])
    if (code === "late") {
      child.kill("SIGKILL")
      await ended
      killed += 1
    }
    // Nothing is asked again whose answer was on disk when the run was taken up.
    const asked = place.api.received.slice(seen).map(({ body }) => modelContents(body))
    expect(asked.filter((contents) => contents < kept)).toEqual([])
    if (code === "late") continue
    expect(code, told).toBe(0)
    return killed
  }
  throw new Error("the loop never ended")
}

function start(place: Place): ChildProcess {
  // A kill before the first save leaves an empty folder, which is no loop yet.
  const loop = listLoops(place.home).find(({ loaded }) => loaded.kind === "ok")
  const program = join(root, "src", "cli", "for-loop.ts")
  const task =
    loop === undefined
      ? ["make all steps", "--check", "sh check.sh", "--model", "gemini-2.5-flash"]
      : ["--resume", loop.id]
  return spawn(process.execPath, [program, "run", ...task, "--backend", "gemini", "--json"], {
    cwd: place.project,
    env: place.env,
    stdio: ["ignore", "pipe", "pipe"],
  })
}

/** Answers that are on disk. */
function keptAnswers(home: string): number {
  const loop = listLoops(home).find(({ loaded }) => loaded.kind === "ok")
  const folder = loop === undefined ? null : join(home, "loops", loop.id, "engine")
  if (folder === null || !existsSync(folder)) return 0
  return readdirSync(folder)
    .filter((name) => name.startsWith("gemini-"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.endsWith("}") && line.includes('"kind":"model"')).length
}

function after(ms: number): Promise<"late"> {
  return new Promise((resolve) => {
    setTimeout(() => resolve("late"), ms).unref()
  })
}
