import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { dirname, join } from "node:path"
import fc from "fast-check"
import { applyControls } from "../../../src/loop/control.ts"
import { reachedLimit, remaining } from "../../../src/loop/limits.ts"
import { newLoop } from "../../../src/loop/new-loop.ts"
import { defaultSettings, limits } from "../../../src/loop/settings.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { stateVersion } from "../../../src/loop/version.ts"
import { claimArm, listArms } from "../../../src/store/arm.ts"
import { bindingPath, readBinding } from "../../../src/store/binding-lookup.ts"
import { peekControls } from "../../../src/store/control.ts"
import { decodeEnvelope, encodeEnvelope } from "../../../src/store/envelope.ts"
import { readHeartbeat } from "../../../src/store/heartbeat.ts"
import { glanceAtLoop } from "../../../src/store/loop-glance.ts"
import type { Migration } from "../../../src/store/migrations.ts"
import { readNotices } from "../../../src/store/notices.ts"
import { controlFolder, statePath } from "../../../src/store/paths.ts"
import { loadState, peekState, saveState } from "../../../src/store/state-file.ts"
import { explainInvalid } from "../../../src/store/state-validator.ts"
import { readTrust } from "../../../src/store/trust.ts"
import { damaged, noise } from "../hostile.ts"
import { jsonOf, mutated } from "../json.ts"
import { scratchFile, scratchFolder } from "../scratch.ts"
import type { Target } from "../target.ts"

const now = 1_800_000_000_000
const fresh = newLoop({
  id: "loop-1",
  host: "antigravity",
  conversationId: "conversation-1",
  requestKey: null,
  workspace: "/work/space",
  task: "make the tests pass",
  settings: defaultSettings("auto"),
  checks: ["npm test"],
  now,
})
const states: readonly LoopState[] = [
  fresh,
  { ...fresh, status: "running", startedAt: now, iteration: 3, hint: "look there", failing: ["a > b"] },
  {
    ...fresh,
    status: "paused",
    outcome: { kind: "rate-limited", reason: "quota", at: now, resumeAt: now + 1, until: "reset-time" },
    pausedSince: now,
    approved: [{ finding: "f", by: "anna", at: 1 }],
  },
  {
    ...fresh,
    status: "ended",
    outcome: {
      kind: "time-limit",
      reason: "the 60 minutes are used up",
      at: now,
      resumeAt: null,
      until: "never",
    },
  },
]
const stateWords = [
  ...new Set(Object.keys(fresh).concat(Object.keys(fresh.settings), Object.keys(fresh.progress))),
]

/** Whole files of every version there ever was and the next ones, with anything as their state. */
const whole = fc
  .tuple(fc.integer({ min: 0, max: stateVersion + 2 }), mutated(states, stateWords))
  .map(([version, text]) => {
    try {
      return encodeEnvelope(JSON.parse(text), { version, table: new Map() })
    } catch {
      return `{"schema":${version},"checksum":"0:0","state":${text}}\n`
    }
  })

/** Ways up from a version that never was: keeping all, losing all, and putting in what no state may hold. */
const lifts: readonly Migration[] = [
  (state) => state,
  () => ({}),
  (state) => ({ ...state, settings: { ...fresh.settings, maxIterations: Number.POSITIVE_INFINITY } }),
]

export const stateFile: Target = {
  name: "state-file",
  runs: 200,
  inputs: fc.oneof(whole, damaged(whole), jsonOf(["schema", "checksum", "state", ...stateWords]), noise),
  check(input) {
    const decoded = decodeEnvelope(input)
    const home = scratchFolder("state-home")
    scratchFile(join("state-home", statePath(home, fresh.id).slice(home.length)), input)
    glanceAtLoop(home, fresh.id)
    const peeked = peekState(home, fresh.id)
    const loaded = loadState(home, fresh.id)
    assert.equal(loaded.kind, peeked.kind)
    if (decoded.kind === "bad") assert.ok(decoded.why.length > 0 && loaded.kind === "corrupt")
    for (const lift of lifts) {
      const lifted = decodeEnvelope(input, { version: stateVersion, table: new Map([[0, lift]]) })
      if (lifted.kind === "ok") limited(lifted.state)
    }
    if (decoded.kind === "ok") {
      limited(decoded.state)
      assert.deepEqual(decodeEnvelope(encodeEnvelope(decoded.state)), decoded)
      if (loaded.kind === "ok") saveState(home, decoded.state)
    }
    rmSync(home, { recursive: true, force: true })
  },
}

/** Invariant 4: whatever was stored, every limit is finite and within its range. */
function limited(state: LoopState): void {
  const { maxIterations, maxMinutes, maxUsd, checkTimeoutSec } = state.settings
  assert.ok(maxIterations >= 1 && maxIterations <= limits.maxIterations.max)
  assert.ok(maxMinutes >= 1 && maxMinutes <= limits.maxMinutes.max)
  assert.ok(maxUsd >= 0 && Number.isFinite(maxUsd))
  assert.ok(checkTimeoutSec >= 1 && checkTimeoutSec <= limits.checkTimeoutSec.max)
  const left = remaining(state, now)
  assert.ok(Number.isFinite(left.iterations) && Number.isFinite(left.minutes))
  assert.ok(state.iteration < maxIterations || reachedLimit(state, now) !== null)
}

const requests = [
  { at: now, kind: "cancel" },
  { at: now, kind: "pause" },
  { at: now, kind: "resume", maxIterations: 20, maxMinutes: 90 },
  { at: now, kind: "steer", hint: "try the other file" },
  { at: now, kind: "approve", finding: "skip:cart", by: "anna" },
]
const requestWords =
  "at kind cancel pause resume steer approve hint finding by maxIterations maxMinutes".split(" ")

export const controlRequest: Target = {
  name: "control-request",
  runs: 200,
  inputs: fc.oneof(
    mutated(requests, requestWords),
    fc
      .integer({ min: 3990, max: 4010 })
      .map((length) => JSON.stringify({ at: now, kind: "steer", hint: "🛒".repeat(length) })),
    jsonOf(requestWords),
    damaged(fc.constantFrom(...requests.map((request) => JSON.stringify(request)))),
    noise,
  ),
  check(input) {
    const home = scratchFolder("control-home")
    const path = join(controlFolder(home, fresh.id), `${String(now).padStart(16, "0")}-000001-0123abcd.json`)
    scratchFile(join("control-home", path.slice(home.length)), input)
    const found = peekControls(home, fresh.id)
    for (const state of states) {
      const step = applyControls(state, found, now)
      assert.equal(explainInvalid(JSON.parse(JSON.stringify(step.state))), "")
      limited(step.state)
    }
  },
}

const token = "0123456789abcdef0123456789abcdef"
const small = [
  {
    token,
    createdAt: now,
    expiresAt: now + 1,
    task: "x",
    settings: fresh.settings,
    checks: ["a"],
    workspace: "/w",
    loop: null,
  },
  {
    conversation: "conversation-1",
    loop: "loop-1",
    active: true,
    requestKey: null,
    at: now,
    count: 3,
    text: "note",
  },
  { approvals: [{ workspace: "/w", hash: "h", at: now }] },
]

export const smallFiles: Target = {
  name: "small-files",
  runs: 200,
  inputs: fc.oneof(
    mutated(small, [
      "token",
      "createdAt",
      "expiresAt",
      "checks",
      "settings",
      "loop",
      "conversation",
      "active",
      "at",
      "count",
    ]),
    damaged(fc.constantFrom(...small.map((value) => JSON.stringify(value)))),
    noise,
  ),
  check(input) {
    const home = scratchFolder("small-home")
    const at = (path: string) => scratchFile(join("small-home", path), input)
    at(`arms/${token}.json`)
    at("trust.json")
    at("notices.jsonl")
    at("loops/loop-1/heartbeat.json")
    at(bindingPath(home, "conversation-1").slice(home.length))
    for (const arm of listArms(home, now))
      assert.equal(explainInvalid({ ...fresh, settings: arm.settings }), "")
    claimArm(home, token, now)
    readTrust(home, "/w", "0".repeat(64))
    readNotices(home)
    readHeartbeat(home, "loop-1")
    const binding = readBinding(home, "conversation-1")
    if (binding !== null) assert.equal(dirname(join("/", binding.loop)), "/")
  },
}
