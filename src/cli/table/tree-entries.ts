import type { CommandEntry } from "../command.ts"
import { loopOption, yesOption } from "../option.ts"

/** Commands on the kept states of the working tree. */
export const treeEntries: readonly CommandEntry[] = [
  {
    name: "checkpoints",
    summary: "List the states of the working tree that a loop kept.",
    usage: "checkpoints [ID]",
    grammar: "plain",
    words: { least: 0, most: 1, what: "at most one id" },
    options: [],
    examples: [{ line: "for-loop checkpoints", why: "0 is the state before the loop" }],
    notes: [],
    load: async () => (await import("../tree/checkpoints-command.ts")).runCheckpoints,
  },
  {
    name: "diff",
    summary: "Show what changed since a checkpoint, or between two.",
    usage: "diff N [M] [options]",
    grammar: "plain",
    words: { least: 1, most: 2, what: "the number of a checkpoint, or two" },
    options: [loopOption],
    examples: [
      { line: "for-loop diff 0", why: "everything since the loop began" },
      { line: "for-loop diff 2 3", why: "what iteration 3 changed" },
    ],
    notes: [],
    load: async () => (await import("../tree/diff-command.ts")).runDiff,
  },
  {
    name: "restore",
    summary: "Bring the files back to a checkpoint; the present state is kept first.",
    usage: "restore N [options]",
    grammar: "plain",
    words: { least: 1, most: 1, what: "the number of a checkpoint" },
    options: [loopOption, yesOption],
    examples: [{ line: "for-loop restore 0", why: "as it was before the loop" }],
    notes: ["Branch, commits, index and ignored files stay as they are."],
    load: async () => (await import("../tree/restore-command.ts")).runRestore,
  },
]
