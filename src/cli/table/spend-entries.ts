import { groupings } from "../../spend/spend-groups.ts"
import type { CommandEntry } from "../command.ts"
import { textOption, valued } from "../option.ts"

/** What was spent. */
export const spendEntries: readonly CommandEntry[] = [
  {
    name: "spend",
    summary: "Show tokens and money of all loops, and what is left of the caps.",
    usage: "spend [options]",
    grammar: "plain",
    words: { least: 0, most: 0, what: "no words" },
    options: [
      valued(
        "by",
        { kind: "choice", choices: groupings },
        "How to group: day (the default), week, model or loop.",
      ),
      textOption("since", "DATE", "First day, like 2026-11-01, instead of the last 30 days."),
    ],
    examples: [
      { line: "for-loop spend", why: "the last 30 days, one line per day" },
      { line: "for-loop spend --by model --since 2026-11-01", why: "which model costs what" },
      { line: "for-loop spend --by loop --json", why: "for programs" },
    ],
    notes: [
      "Measured money was reported and has a certain price; estimated money is an upper bound, or what a plan paid for; unknown is in no sum.",
      'Caps and the beginning of days come from spend.json in the home: {"zone": "local", "dailyUsd": 20, "weeklyUsd": 100}. Prices of your own stand in prices.json beside it.',
    ],
    load: async () => (await import("../spend/spend-command.ts")).runSpend,
  },
]
