// The full decision of a Stop (checks and checkpoint excluded) beside bare Node and beside the same steps in bash + jq.
// Usage: npm run build && node bench/decision.ts [rounds]
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { packPlugin } from "../src/install/pack-plugin.ts"
import { beginLoop, newLoop } from "../src/loop/new-loop.ts"
import { defaultSettings } from "../src/loop/settings.ts"
import { writeBinding } from "../src/store/binding.ts"
import { journalPath, statePath } from "../src/store/paths.ts"
import { saveState } from "../src/store/state-file.ts"
import { interleave, printResults } from "./interleave.ts"

const conversation = "3f6c2a10-9d4e-4b7a-8c15-6e0b92d7f431"
const rounds = Number(process.argv[2] ?? 31)

/** What a shell hook does for the same event: read, look the loop up, find the last answer, count, save, answer. */
const shellHook = `#!/usr/bin/env bash
input=$(cat)
id=$(jq -r .conversationId <<<"$input"); transcript=$(jq -r .transcriptPath <<<"$input")
state="$1/state.json"
[ "$(jq -r .status "$state")" = running ] || { echo '{}'; exit 0; }
said=$(tail -c 65536 "$transcript" | jq -rR 'fromjson? | select(.type=="PLANNER_RESPONSE") | .content // empty' | tail -n 1)
iteration=$(( $(jq -r .iteration "$state") + 1 ))
[ "$iteration" -le "$(jq -r .settings.maxIterations "$state")" ] || { echo '{}'; exit 0; }
jq --argjson n "$iteration" '.iteration=$n' "$state" > "$state.tmp" && sync -d "$state.tmp" && mv "$state.tmp" "$state"
printf '{"at":%s,"iteration":%s}\\n' "$(date +%s)" "$iteration" >> "$1/journal.jsonl"
case "$said" in *"<promise>DONE</promise>"*) echo '{}';; *) jq -n --arg r "[for-loop $iteration] go on" '{decision:"continue",reason:$r}';; esac
`

const folder = mkdtempSync(join(tmpdir(), "for-loop-bench-"))
try {
  const prepared = prepare()
  const hook = [join(prepared.plugin, "hooks", "hook.cjs"), "Stop"]
  const launcher = join(prepared.plugin, "hooks", "for-loop-hook")
  const env = {
    ...process.env,
    FOR_LOOP_HOME: prepared.home,
    NODE_EXTRA_CA_CERTS: undefined,
    NODE_OPTIONS: undefined,
  }
  const run = (program: string, args: readonly string[], expected: string): void => {
    copyFileSync(prepared.template, prepared.state)
    rmSync(prepared.journal, { force: true })
    const ran = spawnSync(program, args, {
      input: prepared.payload,
      env,
      cwd: prepared.plugin,
      encoding: "utf8",
    })
    if (!ran.stdout.includes(expected)) throw new Error(`${program}: ${ran.stdout} ${ran.stderr}`)
  }
  const jq = spawnSync("jq", ["--version"], { encoding: "utf8" })
  const cases = [
    { name: "node -e 0", run: () => run(process.execPath, ["-e", "0"], "") },
    { name: "hook.cjs Stop, full decision", run: () => run(process.execPath, hook, '"decision":"continue"') },
    {
      name: "launcher + hook.cjs Stop, full decision",
      run: () => run(launcher, ["Stop"], '"decision":"continue"'),
    },
  ]
  if (jq.status === 0) {
    cases.push({
      name: `the same steps in bash + ${jq.stdout.trim()}`,
      run: () => run("bash", [prepared.shell, prepared.shellState], "continue"),
    })
  } else console.log("bash + jq is left out: jq is not installed")
  const results = await interleave(cases, rounds)
  printResults(
    "One Stop of a running loop, checks and checkpoint excluded (folder without git, --no-check)",
    results,
  )
  const ratio = results[1]?.ratio ?? Number.NaN
  console.log(`\nTarget: full decision at most 1.60x bare node: ${ratio.toFixed(2)}x`)
  process.exitCode = ratio <= 1.6 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function prepare() {
  const plugin = join(folder, "plugin")
  const packed = packPlugin(join(import.meta.dirname, ".."), plugin)
  if (packed.kind === "incomplete")
    throw new Error(`missing ${packed.missing.join(", ")}: run npm run build first`)
  const home = join(folder, "state")
  const workspace = join(folder, "project")
  mkdirSync(workspace)
  const now = Date.now()
  const armed = newLoop({
    id: "bench-loop",
    host: "antigravity",
    conversationId: conversation,
    requestKey: null,
    workspace,
    task: "make the cart tests pass",
    settings: { ...defaultSettings("auto"), maxIterations: 1000, branch: { kind: "none" } },
    checks: [],
    now,
  })
  const baseline = { verdict: "unknown" as const, failing: [], tree: null, head: null }
  saveState(home, beginLoop(armed, { baseline, branch: null, guarded: [] }, now))
  writeBinding(home, conversation, { loop: "bench-loop", active: true, requestKey: null })
  const template = join(folder, "template.json")
  copyFileSync(statePath(home, "bench-loop"), template)
  const transcript = join(folder, "transcript_full.jsonl")
  const answer = {
    step_index: 2,
    source: "MODEL",
    type: "PLANNER_RESPONSE",
    status: "DONE",
    content: "I changed it.",
  }
  const request = {
    ...answer,
    source: "USER_EXPLICIT",
    type: "USER_INPUT",
    content: "<USER_REQUEST>go</USER_REQUEST>",
  }
  const turn = [request, ...Array.from({ length: 40 }, () => answer)]
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("")
  writeFileSync(transcript, turn.repeat(200))
  const shell = join(folder, "hook.sh")
  writeFileSync(shell, shellHook)
  const shellState = join(folder, "shell")
  mkdirSync(shellState)
  writeFileSync(
    join(shellState, "state.json"),
    JSON.stringify({ status: "running", iteration: 3, settings: { maxIterations: 100_000 } }),
  )
  const payload = JSON.stringify({
    conversationId: conversation,
    transcriptPath: transcript,
    workspacePaths: [workspace],
    executionNum: 0,
    terminationReason: "NO_TOOL_CALL",
    error: "",
    fullyIdle: true,
  })
  return {
    plugin,
    home,
    template,
    state: statePath(home, "bench-loop"),
    journal: journalPath(home, "bench-loop"),
    shell,
    shellState,
    payload,
  }
}
