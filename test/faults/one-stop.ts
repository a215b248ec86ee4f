import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"
import type { StandInHost } from "../../src/cli/demo/stand-in-host.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { readJournal } from "../../src/store/journal.ts"
import { readNotices } from "../../src/store/notices.ts"
import { peekState } from "../../src/store/state-file.ts"
import { parseRecord } from "../../src/system/json-record.ts"
import { type Playground, playground } from "../e2e/playground.ts"
import { started } from "../e2e/started.ts"
import { brokenObjects, foreignFiles } from "./bystanders.ts"
import { miscounts, readableState } from "./counts.ts"
import type { Fault } from "./fault-kinds.ts"
import { callsOfStop, faultyStop, type Ran } from "./faulty-hook.ts"
import type { FsCall } from "./patch-fs.ts"

/** A loop that stands before its second Stop, in which one thing will go wrong; it can be put back and used again. */
export type OneStop = {
  /** What that Stop does to the disk when nothing goes wrong. */
  readonly calls: readonly FsCall[]
  /** Lets it go wrong, then everything go well, and returns what did not hold. */
  survive(fault: Fault): Promise<string[]>
  [Symbol.dispose](): void
}

/** A lock without a word in it is believed for 5 s; nobody has to wait here. */
const tornLockMs = 10_000

/** What the Stop means when nothing goes wrong: the loop goes on, or ends verified. */
export type Meaning = "goes on" | "ends"

export async function oneStop(meaning: Meaning): Promise<OneStop> {
  const place = playground({ name: "faults" })
  const host = place.host()
  await started(place, host, "--no-branch --max-iterations 5")
  await faultyStop(place, host)
  const other = await anotherLoop(place)
  const loop = place.state(host.conversationId).id
  place.write("work.txt", "the work of the second turn")
  if (meaning === "ends") place.write("fixed", "right")
  host.write("MODEL", "PLANNER_RESPONSE", "I changed something else.")
  const parts = ["state", "project", "data"]
  const kept = join(place.folder, "kept")
  for (const part of parts) copy(join(place.folder, part), join(kept, part))
  const restore = (): void => {
    for (const part of parts) {
      rmSync(join(place.folder, part), { recursive: true, force: true })
      copy(join(kept, part), join(place.folder, part))
    }
  }
  restore()
  const calls = await callsOfStop(place, host)
  return {
    calls,
    survive: async (fault) => {
      restore()
      return await survive({ place, host, loop, other, meaning }, fault)
    },
    [Symbol.dispose]: () => place[Symbol.dispose](),
  }
}

type Scene = {
  readonly place: Playground
  readonly host: StandInHost
  readonly loop: string
  /** Files and folders of another conversation's loop. */
  readonly other: readonly string[]
  readonly meaning: Meaning
}

async function survive(scene: Scene, fault: Fault): Promise<string[]> {
  const { place, host } = scene
  const problems: string[] = []
  const foreign = foreignFiles(place, scene.other)
  const faulty = await faultyStop(place, host, fault)
  problems.push(...answerOf(faulty, fault), ...untold(scene, faulty))
  if (peekState(place.home, scene.loop).kind !== "ok")
    problems.push("the state cannot be read after the fault")
  ageTornLock(place.home, scene.loop)

  // The host asks again about the same turn: whatever had happened, it counts once.
  const again = await faultyStop(place, host)
  const decision = parseRecord(again.stdout)?.decision
  if (scene.meaning === "goes on" && decision !== "continue")
    problems.push(`the next Stop said ${again.stdout}`)
  problems.push(...miscounts(place.home, scene.loop, 2))
  for (const [path, digest] of foreignFiles(place, scene.other))
    if (foreign.get(path) !== digest) problems.push(`${path} was changed`)

  // Where the gate cannot see whether tests were weakened, a green is not believed, and the agent is told.
  if (decision === "continue") {
    place.write("fixed", "right")
    host.write("MODEL", "PLANNER_RESPONSE", "Now it is right.")
    await faultyStop(place, host)
    problems.push(...miscounts(place.home, scene.loop, 3))
  }
  const outcome = readableState(place.home, scene.loop)?.outcome?.kind
  if (outcome !== "verified") problems.push(`the loop ended ${outcome}`)
  if (readBinding(place.home, host.conversationId)?.active !== false)
    problems.push("the conversation is still bound")
  const broken = brokenObjects(place.project)
  if (broken !== "") problems.push(`git fsck: ${broken}`)
  return problems
}

/** Invariant 7: one JSON object and exit code 0, or no process any more. */
function answerOf(ran: Ran, fault: Fault): string[] {
  if (fault.kind.startsWith("kill") && ran.signal === "SIGKILL") {
    return ran.stdout === "" || parseRecord(ran.stdout) !== null ? [] : [`half an answer: ${ran.stdout}`]
  }
  const oneObject = ran.stdout.trim().split("\n").length === 1 && parseRecord(ran.stdout) !== null
  return oneObject && ran.code === 0 ? [] : [`exit ${ran.code} ${ran.signal}, stdout ${ran.stdout}`]
}

/** Invariant 5: a fault that changed what comes of a Stop stands in the journal, in the notices or on stderr. */
function untold({ place, loop, meaning }: Scene, ran: Ran): string[] {
  const ended = meaning === "ends" && readableState(place.home, loop)?.status === "ended"
  if (ran.signal === "SIGKILL" || ended || parseRecord(ran.stdout)?.decision === "continue") return []
  const journalled = readJournal(place.home, loop).events.some((event) => event.kind === "fault")
  const noticed = readNotices(place.home).some((notice) => notice.loop === loop)
  return journalled || noticed || ran.stderr !== "" ? [] : ["nobody was told of the fault"]
}

async function anotherLoop(place: Playground): Promise<string[]> {
  const folder = join(place.folder, "elsewhere")
  mkdirSync(folder)
  const host = place.host({ workspacePaths: [folder] })
  host.write("USER_EXPLICIT", "USER_INPUT", `<USER_REQUEST>\n/for-loop "another" --no-check\n</USER_REQUEST>`)
  await host.call("PreInvocation", { invocationNum: 0, initialNumSteps: 1 })
  const loop = place.state(host.conversationId).id
  return [join(place.home, "loops", loop), join(place.home, "bindings", `${host.conversationId}.json`)]
}

function ageTornLock(home: string, loop: string): void {
  const lock = join(home, "locks", `${loop}.lock`)
  if (!existsSync(lock) || parseRecord(readFileSync(lock, "utf8")) !== null) return
  const then = (statSync(lock).mtimeMs - tornLockMs) / 1000
  utimesSync(lock, then, then)
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true })
}
