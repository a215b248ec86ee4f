import { homedir } from "node:os"
import { join, sep } from "node:path"
import { judgeCommand } from "../guard/judge-command.ts"
import type { Place } from "../guard/place.ts"
import type { Mode } from "../loop/settings.ts"
import { worktreesFolder } from "../store/paths.ts"

/** What the command policy says of a command line of the agent; null = it may run. */
export type Judge = (commandLine: string, mode: Mode, workspace: string) => string | null

/**
 * The command policy for headless runs. Nobody can be asked there, so what would need a person's agreement is refused
 * with the ways that are open. `home`: our own folder, whose working trees are thrown away afterwards.
 */
export function headlessJudge(home: string, programFolder: string, env: NodeJS.ProcessEnv): Judge {
  return (commandLine, mode, workspace) => {
    const verdict = judgeCommand(commandLine, mode, placeOf(home, programFolder, env, workspace))
    switch (verdict.kind) {
      case "allow":
        return null
      case "deny":
        return verdict.why
      case "ask":
        return `${verdict.why} Nobody can be asked in this run: reach the goal another way, or say <blocked>what you need</blocked> alone on its own line and stop.`
      default:
        return verdict satisfies never
    }
  }
}

function placeOf(home: string, programFolder: string, env: NodeJS.ProcessEnv, workspace: string): Place {
  const thrownAway = workspace.startsWith(worktreesFolder(home) + sep)
  return {
    workspace,
    home: (process.platform === "win32" ? env.USERPROFILE : env.HOME) || homedir(),
    platform: process.platform,
    extraWritable: [],
    isolation: env.FOR_LOOP_SANDBOX === "1" ? "sandbox" : thrownAway ? "worktree" : "none",
    // A working tree of ours lies below our home; what judges the agent lies beside it.
    ours: thrownAway
      ? ["loops", "bindings", "control", "locks", "ledger", "trust.json", "keys"].map((name) =>
          join(home, name),
        )
      : [home, programFolder],
  }
}
