import { userInfo } from "node:os"
import { previewChecks } from "../../control/choose.ts"
import { goOnText } from "../../control/go-on-text.ts"
import { stateById } from "../../control/loops.ts"
import type { Person } from "../../control/person.ts"
import { refusedBy } from "../../control/refused.ts"
import { approveFinding, cancelLoop, pauseLoop, type Requested, steerLoop } from "../../control/request.ts"
import { restoreLoop } from "../../control/restore-checkpoint.ts"
import { resumeLoop } from "../../control/resume-loop.ts"
import { openFindings } from "../../control/stored-evidence.ts"
import { waitingArms, withdrawArm } from "../../control/waiting-arms.ts"
import { numberOf } from "../../git/checkpoint-ref.ts"
import type { Ask, Reply } from "../model/messages.ts"
import { type EditorPorts, openDiff, openFile, openLog, openReport } from "./answer-open.ts"
import { startFromForm } from "./answer-start.ts"
import { iterationDetail } from "./iteration-detail.ts"
import { type ChatPort, sendArm, sendLine } from "./send-line.ts"

/** What only the program around the dashboard can do. */
export type Ports = ChatPort &
  EditorPorts & {
    readonly setup: () => Promise<Reply>
    readonly doctor: () => Promise<Reply>
  }

/** Does what a person asked for in the dashboard, and says what came of it. Never throws. */
export async function answer(person: Person, ask: Ask, ports: Ports): Promise<Reply> {
  try {
    return withoutCode(await reply(person, ask, ports))
  } catch (thrown) {
    return withoutCode(refusedBy(thrown, person))
  }
}

async function reply(person: Person, ask: Ask, ports: Ports): Promise<Reply> {
  switch (ask.kind) {
    case "detect-checks": {
      const chosen = await previewChecks(person, ask.workspace)
      return chosen.kind === "refused" ? chosen : { kind: "checks", checks: chosen.checks, why: chosen.why }
    }
    case "start":
      return await startFromForm(person, ask.form, ports)
    case "withdraw-arm":
      return withdrawArm(person.home, ask.token, person.now())
        ? done("The loop that waited for the agent's chat is withdrawn; its line starts nothing any more.")
        : refused("This loop no longer waits for the chat.", "A conversation took it, or its time was over.")
    case "send-arm": {
      const arm = waitingArms(person.home, person.now()).find(({ token }) => token === ask.token)
      if (arm === undefined) return refused("This loop no longer waits for the chat.", "Prepare it again.")
      return await sendArm(ports, arm, "It starts the loop")
    }
    case "pause":
      return told(pauseLoop(person, ask.loop))
    case "cancel":
      return told(cancelLoop(person, ask.loop))
    case "resume":
      return told(resumeLoop(person, ask.loop, { maxIterations: null, maxMinutes: null }))
    case "extend":
      return told(resumeLoop(person, ask.loop, ask))
    case "continue": {
      const found = stateById(person, ask.loop)
      if (found.kind === "refused") return found
      // First the request, then the message: the other way round the message would reach a paused loop.
      const resumed = resumeLoop(person, ask.loop, { maxIterations: null, maxMinutes: null })
      return resumed.kind === "refused"
        ? resumed
        : await sendLine(ports, goOnText(found.state), "visible", "It takes the loop up again")
    }
    case "steer":
      return told(steerLoop(person, ask.loop, ask.hint))
    case "approve":
      return told(approveFinding(person, ask.loop, ask.finding, userName()))
    case "reject":
      return reject(person, ask.loop, ask.finding)
    case "restore":
      return await restore(person, ask.loop, ask.checkpoint)
    case "iteration":
      return iterationDetail(person, ask.loop, ask.n)
    case "diff":
      return await openDiff(person, ask.loop, ask.n, ports)
    case "open-file":
      return await openFile(person, ask, ports)
    case "open-log":
      return await openLog(person, ask.loop, ask.n, ports)
    case "report":
      return await openReport(person, ask.loop, ask.format, ports)
    case "setup":
      return await ports.setup()
    case "doctor":
      return await ports.doctor()
    default:
      return ask satisfies never
  }
}

function reject(person: Person, loop: string, id: string): Reply {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const finding = openFindings(person.home, found.state).find((one) => one.id === id)
  if (finding === undefined) {
    return refused(`Loop ${loop} has no open finding of that name.`, "Choose one of its open findings.")
  }
  const { file, line, why } = finding
  const place = line === null ? file : `${file}:${line}`
  const hint = `Take this change of the tests back, it is not approved: ${place}: ${why}. Then make the task pass with the tests as they were.`
  return told(steerLoop(person, loop, hint.slice(0, 4000)))
}

/** The UI counts iterations; where a restore took a number, the checkpoint of an iteration has a later one. */
async function restore(person: Person, loop: string, wanted: number): Promise<Reply> {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const ref = found.state.iterations.find(({ n }) => n === wanted)?.checkpoint ?? null
  const number = ref === null ? wanted : (numberOf(ref) ?? wanted)
  const restored = await restoreLoop(person, loop, number)
  if (restored.kind === "refused") return restored
  const files = restored.changed === 1 ? "1 file" : `${restored.changed} files`
  return done(
    `Restored checkpoint ${number}: ${files} changed. The state from before is checkpoint ${restored.safety.number}; restoring that one undoes this.`,
  )
}

function told(result: Requested | Extract<Reply, { kind: "refused" }>): Reply {
  return result.kind === "refused" ? result : done(`${result.message} ${result.next}`)
}

function done(message: string): Reply {
  return { kind: "done", message }
}

function refused(message: string, next: string): Reply {
  return { kind: "refused", message, next }
}

/** The code of a refusal is for programs; the wire has no place for it. */
function withoutCode(reply: Reply): Reply {
  return reply.kind === "refused" ? refused(reply.message, reply.next) : reply
}

function userName(): string {
  try {
    return userInfo().username || "unknown"
  } catch {
    // An account without an entry in the user database.
    return "unknown"
  }
}
