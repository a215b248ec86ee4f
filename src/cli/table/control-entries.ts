import { limits } from "../../loop/settings.ts"
import type { CommandEntry } from "../command.ts"
import { loopOption, textOption, valued, yesOption } from "../option.ts"

const anId = { least: 0, most: 1, what: "at most one id" } as const
const obeyed =
  "Only the hook changes a loop: requests are obeyed at the loop's next event (its agent stops, or its conversation gets a message)."

/** Commands that ask something of a loop. */
export const controlEntries: readonly CommandEntry[] = [
  {
    name: "pause",
    summary: "Let the agent stop and keep the loop for later.",
    usage: "pause [ID]",
    grammar: "plain",
    words: anId,
    options: [],
    examples: [{ line: "for-loop pause", why: "the unfinished loop of this workspace" }],
    notes: [obeyed],
    load: async () => (await import("../control/control-commands.ts")).runPause,
  },
  {
    name: "resume",
    summary: "Lift a pause, or extend a limit that ended a loop.",
    usage: "resume [ID] [options]",
    grammar: "plain",
    words: anId,
    options: [
      valued(
        "max-iterations",
        { kind: "whole", placeholder: "N", ...range(limits.maxIterations) },
        "New limit, counted from the loop's start.",
      ),
      valued(
        "max-minutes",
        { kind: "number", placeholder: "M", ...range(limits.maxMinutes) },
        "New limit, counted from the loop's start.",
      ),
    ],
    examples: [
      { line: "for-loop resume", why: "then send any message in the conversation" },
      { line: "for-loop resume mb3k --max-iterations 20", why: "after it used up its iterations" },
    ],
    notes: [obeyed],
    load: async () => (await import("../control/control-commands.ts")).runResume,
  },
  {
    name: "cancel",
    summary: "End a loop; nothing of it holds the conversation any more.",
    usage: "cancel [ID]",
    grammar: "plain",
    words: anId,
    options: [],
    examples: [{ line: "for-loop cancel", why: "also withdraws a loop that still waits for the chat" }],
    notes: [`${obeyed} Checks that run are ended at once.`],
    load: async () => (await import("../control/control-commands.ts")).runCancel,
  },
  {
    name: "steer",
    summary: "Tell the agent something with its next continue.",
    usage: 'steer "HINT" [options]',
    grammar: "plain",
    words: { least: 1, most: 1, what: "a hint in quotes" },
    options: [loopOption],
    examples: [
      {
        line: 'for-loop steer "the rounding is in money.js, not in the tests"',
        why: "once, then it is forgotten",
      },
    ],
    notes: [obeyed],
    load: async () => (await import("../control/control-commands.ts")).runSteer,
  },
  {
    name: "approve",
    summary: "Approve a finding of the integrity gate, or this repository's own checks.",
    usage: "approve [FINDING] [options]",
    grammar: "plain",
    words: { least: 0, most: 1, what: "at most one finding" },
    options: [
      loopOption,
      textOption("workspace", "DIR", "Folder of the configuration, instead of the present one."),
      yesOption,
    ],
    examples: [
      { line: "for-loop approve", why: "shows the commands of for-loop.config.json and asks" },
      { line: "for-loop approve skip:cart.test.ts", why: "this change of the tests is wanted" },
    ],
    notes: ["What is approved is the exact content of the file; a later change asks again."],
    load: async () => (await import("../control/approve-command.ts")).runApprove,
  },
]

function range({ min, max }: { readonly min: number; readonly max: number }) {
  return { min, max }
}
