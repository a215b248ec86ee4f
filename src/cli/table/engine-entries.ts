import type { OptionSpec } from "../../loop/options.ts"
import type { CommandEntry } from "../command.ts"
import { flag, textOption, valued } from "../option.ts"

const several = (option: OptionSpec, most: number): OptionSpec => ({ ...option, most })

const budget = (name: string, help: string): OptionSpec =>
  valued(name, { kind: "number", placeholder: "X", min: 0.01, max: 1_000_000 }, help)

/** Commands that work without an IDE. */
export const engineEntries: readonly CommandEntry[] = [
  {
    name: "run",
    summary: "Run a whole loop here, without an IDE: nights, CI, servers.",
    usage: 'run "TASK" [options]   |   run --resume ID [options]',
    grammar: "run",
    words: { least: 0, most: Number.POSITIVE_INFINITY, what: "a task in quotes" },
    options: [
      textOption("workspace", "DIR", "Folder the loop works in, instead of the present one."),
      valued(
        "backend",
        { kind: "choice", choices: ["agy", "gemini", "scripted"] },
        "Who does the work, instead of the first that is ready.",
      ),
      several(textOption("model", "NAME", "Model to ask for; further ones stand in when it fails."), 10),
      textOption(
        "reviewer-model",
        "NAME",
        "With --phases: model that reviews and audits what the other one wrote.",
      ),
      flag("worktree", "Work in a linked working tree of the present commit; your folder stays as it is."),
      textOption("scenario", "FILE", "What the scripted backend plays (JSON)."),
      several(
        textOption("attach", "FILE", "png, jpg, gif, webp, pdf, mp3, wav or mp4 that goes with the task."),
        50,
      ),
      budget("budget-daily", "Most money per day, all loops together, in US dollars."),
      budget("budget-weekly", "The same per week."),
      valued(
        "breaker-failures",
        { kind: "whole", placeholder: "N", min: 1, max: 100 },
        "Failures of a service after which it is left alone for a while (2, 5 or 20 by mode).",
      ),
      valued(
        "breaker-cooldown",
        { kind: "whole", placeholder: "SEC", min: 1, max: 600 },
        "How long it is left alone first, in seconds; doubled after each failed try.",
      ),
      flag(
        "gateway",
        "Send calls to the Gemini API through the gateway that runs here, by a key of the loop's own.",
      ),
      flag("pack", "Begin each conversation with the Gemini API with the packed code base."),
      flag("watch", "Show the run as one block that is drawn again, on a terminal."),
      textOption("resume", "ID", "Take a loop up that was paused or cut off."),
      textOption("report", "FILE", "Write the Markdown report there at the end."),
    ],
    examples: [
      {
        line: 'for-loop run "make the cart tests pass"',
        why: "the first backend that is ready does the work",
      },
      {
        line: 'for-loop run "upgrade to the new API" --max-iterations 30 --max-usd 5 --report night.md',
        why: "a night with limits, and its report in the morning",
      },
      {
        line: 'for-loop run "add invoices" --phases --reviewer-model gemini-3.1-pro-preview',
        why: "from clarifying to the hard gate; another model reviews, each phase leaves its Markdown",
      },
      {
        line: "for-loop run --resume mb3k",
        why: "goes on where Ctrl-C, a limit of the service or a crash left it",
      },
      {
        line: 'for-loop run "make the cart tests pass" --scenario ../scripted/cart.json',
        why: "in a copy of examples/node-cart: plays a written scenario, without a model or an account",
      },
      {
        line: 'for-loop run "fix it" --json',
        why: "one JSON object per line while it happens; the last is the result",
      },
    ],
    notes: [
      "--mode unsafe works only with --worktree, or where FOR_LOOP_SANDBOX=1 says that this machine is a throw-away one.",
      "With --phases the defaults are 40 iterations and 240 minutes; each phase takes at least one iteration, so 12 are the fewest.",
      "The first Ctrl-C pauses after the turn, the second ends everything at once; `--resume` goes on.",
      "Exit codes are those of `for-loop status --help`.",
    ],
    load: async () => (await import("../run/run-command.ts")).runRun,
  },
  {
    name: "upstreams",
    summary: "Show the services and credentials that failed lately and are left alone for a while.",
    usage: "upstreams [options]",
    grammar: "plain",
    words: { least: 0, most: 0, what: "no words" },
    options: [
      flag("reset", "Close their breakers and end their rests, so that the next call tries them at once."),
      textOption("backend", "NAME", "Only those of this backend, or of this upstream of the gateway."),
    ],
    examples: [
      { line: "for-loop upstreams", why: "which service is left alone, until when, and why" },
      { line: "for-loop upstreams --reset", why: "after the service is known to be back" },
    ],
    notes: [
      "The breakers are those of headless runs and of the gateway alike; credentials are the gateway's.",
    ],
    load: async () => (await import("../upstreams/upstreams-command.ts")).runUpstreams,
  },
  {
    name: "pack",
    summary: "Put the code base into one text that fits a model's window.",
    usage: "pack [options]",
    grammar: "plain",
    words: { least: 0, most: 0, what: "no words" },
    options: [
      textOption("workspace", "DIR", "Folder to pack, instead of the present one."),
      valued(
        "budget",
        { kind: "whole", placeholder: "N", min: 1000, max: 10_000_000 },
        "Most tokens the text may have; 900000 when not given.",
      ),
      textOption("output", "FILE", "Write the text there instead of printing it."),
      flag("manifest", "Print what is packed and what is left out, and why, instead of the text."),
      several(textOption("include", "GLOB", "Pack only files that match (as in .gitignore)."), 100),
      several(textOption("exclude", "GLOB", "Leave files out that match (as in .gitignore)."), 100),
      textOption(
        "loop",
        "ID",
        "Loop whose failures and changes come first, instead of the one that works here.",
      ),
      flag("estimate", "Do not ask the API for the exact count, though there is a key for it."),
    ],
    examples: [
      { line: "for-loop pack --output code.md", why: "the most useful files, up to 900,000 tokens" },
      {
        line: "for-loop pack --budget 100000 --include src/ --manifest",
        why: "what would be packed of src, and why",
      },
      { line: "for-loop pack --loop mb3k | head", why: "failing tests and changes of that loop come first" },
    ],
    notes: [
      "Ignored, binary, generated and lock files are left out, and secrets are redacted.",
      "With GEMINI_API_KEY the tokens are counted by the service, which is sent the text for it; without, they are estimated.",
    ],
    load: async () => (await import("../pack/pack-command.ts")).runPack,
  },
]
