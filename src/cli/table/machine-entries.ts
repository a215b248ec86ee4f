import { wireHosts } from "../../loop/event.ts"
import type { CommandEntry } from "../command.ts"
import { flag, valued, yesOption } from "../option.ts"

const noWords = { least: 0, most: 0, what: "no words" } as const

/** Commands about the installation. */
export const machineEntries: readonly CommandEntry[] = [
  {
    name: "demo",
    summary: "Watch a real loop turn a failing example green, with a scripted agent in the model's place.",
    usage: "demo [options]",
    grammar: "plain",
    words: noWords,
    options: [
      flag("keep", "Leave the example, its branch and its checkpoints for a look afterwards."),
      flag("headless", "Play it through `for-loop run` instead of a host with hooks."),
    ],
    examples: [{ line: "for-loop demo", why: "needs only git and Node; ends with the loop's outcome" }],
    notes: [],
    load: async () => (await import("../demo/demo-command.ts")).demo,
  },
  {
    name: "doctor",
    summary: "Test whether loops can work on this machine, and say what to repair.",
    usage: "doctor [options]",
    grammar: "plain",
    words: noWords,
    options: [flag("fix", "Repair what can be repaired without asking.")],
    examples: [{ line: "for-loop doctor --fix", why: "exit code 1 while something must be repaired" }],
    notes: [],
    load: async () => (await import("../machine/doctor-command.ts")).runDoctor,
  },
  {
    name: "auth",
    summary: "Show which access headless runs would use, try it for free, and keep an API key.",
    usage: "auth [options]   |   auth set gemini [--file]   |   auth remove gemini",
    grammar: "plain",
    words: { least: 0, most: 2, what: "nothing, `set gemini` or `remove gemini`", secret: "stdin" },
    options: [
      flag("check", "Ask the services too: one list of models, agy's quota. Nothing is spent."),
      flag("file", "With set: keep the key in a file that only this account can read."),
    ],
    examples: [
      { line: "for-loop auth --check", why: "exit code 1 where an access is refused, or none is there" },
      {
        line: "for-loop auth set gemini",
        why: "asks for the key; it is not shown and goes into the key store",
      },
      {
        line: "for-loop auth set gemini < key.txt",
        why: "the key is read from stdin, never from the arguments",
      },
    ],
    notes: [
      "GEMINI_API_KEY in the environment goes before a kept key; GOOGLE_GENAI_USE_VERTEXAI=1 before both.",
      "Sign-ins of Google's products are neither read nor kept: agy uses its own.",
    ],
    load: async () => (await import("../auth/auth-command.ts")).runAuth,
  },
  {
    name: "install",
    summary: "Put the plugin and its hooks into a host.",
    usage: "install [options]",
    grammar: "plain",
    words: noWords,
    options: [
      valued("host", { kind: "choice", choices: wireHosts }, "The host (antigravity)."),
      flag("global-hooks", "One entry in the hooks file all products share, instead of the plugin's own."),
      flag(
        "guard",
        "Also judge tool calls of running loops before they run (PreToolUse); kept until --no-guard.",
      ),
      flag("no-guard", "Leave tool calls to the host's own permissions again."),
      flag("dry-run", "Only show what would be written."),
    ],
    examples: [
      {
        line: "for-loop install --guard",
        why: "dangerous commands of a loop are asked about, or refused with --mode safe",
      },
      { line: "for-loop install", why: "for Antigravity: IDE, desktop app and agy" },
      { line: "for-loop install --host claude-code --dry-run", why: "look first" },
    ],
    notes: [],
    load: async () => (await import("../machine/install-command.ts")).runInstall,
  },
  {
    name: "uninstall",
    summary: "Take plugin and hooks out of every host again.",
    usage: "uninstall [options]",
    grammar: "plain",
    words: noWords,
    options: [
      flag("purge", "Also remove every loop with its checkpoints, journals and the ledger."),
      yesOption,
    ],
    examples: [
      { line: "for-loop uninstall", why: "loops and reports stay" },
      {
        line: "for-loop uninstall --purge",
        why: "branches of loops and their work stay in your repositories",
      },
    ],
    notes: ["The command itself came with `npm link`; `npm rm --global antigravity-for-loop` takes it away."],
    load: async () => (await import("../machine/uninstall-command.ts")).runUninstall,
  },
  {
    name: "gc",
    summary: "Remove loops that ended long ago, and what interrupted work left behind.",
    usage: "gc [options]",
    grammar: "plain",
    words: noWords,
    options: [
      valued(
        "keep-days",
        { kind: "whole", placeholder: "N", min: 0, max: 36_500 },
        "How old an ended loop may become (30).",
      ),
    ],
    examples: [{ line: "for-loop gc --keep-days 7", why: "unfinished loops always stay" }],
    notes: [],
    load: async () => (await import("../machine/gc-command.ts")).runGc,
  },
  {
    name: "schema",
    summary: "Print the JSON Schema of the configuration file or of a command's --json output.",
    usage: "schema [NAME]",
    grammar: "plain",
    words: { least: 0, most: 1, what: "at most one name" },
    options: [],
    examples: [
      { line: "for-loop schema config", why: "for editors that check for-loop.config.json" },
      { line: "for-loop schema status", why: "the form of `for-loop status --json`" },
    ],
    notes: [],
    load: async () => (await import("../machine/schema-command.ts")).runSchema,
  },
]
