import type { CommandEntry } from "../command.ts"
import { flag, textOption, valued } from "../option.ts"

const exitCodes = `Exit code of the loop that is shown first:
  0 verified, already green, or still running   10 unverified (--no-check)
  11 iteration limit   12 time limit   13 spend limit   14 stuck   15 tampered
  16 needs you   17 rate limited   18 capped by the host   19 host error or interrupted   20 cancelled   21 fault`

/** Commands that start a loop and look at loops. */
export const loopEntries: readonly CommandEntry[] = [
  {
    name: "start",
    summary: "Prepare a loop and print the line that starts it in the agent's chat.",
    usage: 'start "TASK" [options]',
    grammar: "loop",
    words: { least: 0, most: Number.POSITIVE_INFINITY, what: "a task in quotes" },
    options: [
      textOption("workspace", "DIR", "Folder the loop works in, instead of the present one."),
      flag("wait", "Wait until a conversation took the loop (at most 10 minutes)."),
    ],
    examples: [
      { line: 'for-loop start "make the cart tests pass"', why: "checks are detected and shown" },
      {
        line: 'for-loop start "add a --json flag" --check "npm test" --completion DONE --max-minutes 30',
        why: "green is not enough: the agent must also say DONE",
      },
      {
        line: 'for-loop start "tidy the docs" --no-check --max-iterations 3',
        why: "nothing decides but the agent's word",
      },
    ],
    notes: [],
    load: async () => (await import("../start/start-command.ts")).runStart,
  },
  {
    name: "status",
    summary: "Show the loops of this workspace: what they do, what blocks, what is left.",
    usage: "status [ID] [options]",
    grammar: "plain",
    words: { least: 0, most: 1, what: "at most one id" },
    options: [
      flag("all", "Also every loop of this workspace that has ended."),
      flag("watch", "Follow one loop until it ends or pauses."),
    ],
    examples: [
      { line: "for-loop status", why: "unfinished loops, and the last one that ended" },
      { line: "for-loop status mb3k --watch", why: "the beginning of an id is enough" },
      { line: "for-loop status --watch --json", why: "waits, then prints one document: for scripts" },
    ],
    notes: [exitCodes],
    load: async () => (await import("../status/status-command.ts")).runStatus,
  },
  {
    name: "list",
    summary: "List the loops of all workspaces, newest first.",
    usage: "list [options]",
    grammar: "plain",
    words: { least: 0, most: 0, what: "no words" },
    options: [
      flag("all", "Without a limit."),
      valued("limit", { kind: "whole", placeholder: "N", min: 1, max: 100_000 }, "How many to show (20)."),
    ],
    examples: [{ line: "for-loop list --limit 5", why: "the five newest" }],
    notes: [],
    load: async () => (await import("../status/list-command.ts")).runList,
  },
  {
    name: "report",
    summary: "Tell the whole story of a loop, as Markdown or JSON.",
    usage: "report [ID] [options]",
    grammar: "plain",
    words: { least: 0, most: 1, what: "at most one id" },
    options: [
      valued("format", { kind: "choice", choices: ["md", "json"] }, "Markdown (the default) or JSON."),
      textOption("output", "FILE", "Write it to a file instead."),
    ],
    examples: [
      { line: "for-loop report", why: "the newest loop of this workspace" },
      { line: "for-loop report mb3k --output report.md", why: "to keep or to attach to a review" },
    ],
    notes: [],
    load: async () => (await import("../report/report-command.ts")).runReport,
  },
  {
    name: "dashboard",
    summary: "Open the dashboard for a browser: watch, steer and review the loops live.",
    usage: "dashboard [options]",
    grammar: "plain",
    words: { least: 0, most: 0, what: "no words" },
    options: [
      valued("port", { kind: "whole", placeholder: "N", min: 0, max: 65_535 }, "Port to use (any free one)."),
      textOption("workspace", "DIR", "Folder whose loops are shown, instead of the present one."),
      flag("all", "The loops of all workspaces."),
    ],
    examples: [
      {
        line: "for-loop dashboard",
        why: "prints an address that only this machine can open; Ctrl-C closes it",
      },
      { line: "for-loop dashboard --all --port 4100", why: "every loop, always at the same port" },
    ],
    notes: [],
    load: async () => (await import("../dashboard/dashboard-command.ts")).runDashboard,
  },
]
