import { upstreamKinds } from "../../gateway/config/config.ts"
import type { OptionSpec } from "../../loop/options.ts"
import type { CommandEntry } from "../command.ts"
import { flag, textOption, valued } from "../option.ts"

const several = (option: OptionSpec): OptionSpec => ({ ...option, most: 100 })

const cap = (name: string, help: string): OptionSpec =>
  valued(name, { kind: "number", placeholder: "USD", min: 0.01, max: 1_000_000 }, help)

/** The gateway for other clients. */
export const gatewayEntries: readonly CommandEntry[] = [
  {
    name: "gateway",
    summary: "Serve any coding client on your own models, inside your budget.",
    usage:
      "gateway [options]   |   gateway key add NAME|list|revoke NAME   |   gateway credential add|remove UPSTREAM [NAME]   |   gateway setup CLIENT",
    grammar: "plain",
    words: {
      least: 0,
      most: 4,
      what: "nothing, or `key`, `credential` or `setup` with their words",
      secret: "stdin",
    },
    options: [
      valued(
        "port",
        { kind: "whole", placeholder: "N", min: 0, max: 65_535 },
        "Port to listen at; 0 = any that is free (4857).",
      ),
      textOption("host", "ADDRESS", "Address to listen at (127.0.0.1)."),
      flag("expose", "Allow an address that other machines can reach."),
      flag("check", "Do not serve: show every value that holds, and which secrets are there."),
      several(textOption("models", "LIST", "key add: models it may ask for, with * for anything (all).")),
      several(
        textOption("formats", "LIST", "key add: openai-chat, openai-responses, anthropic, gemini (all)."),
      ),
      cap("daily", "key add: most money a day."),
      cap("weekly", "key add: most money a week."),
      cap("total", "key add: most money in all."),
      textOption("expires", "WHEN", "key add: a span like 30d, 12h or 2w, or a day like 2027-01-31 (never)."),
      valued(
        "concurrency",
        { kind: "whole", placeholder: "N", min: 1, max: 10_000 },
        "key add: requests at the same time.",
      ),
      flag("file", "credential add: keep the secret in a file that only this account can read."),
      textOption("env", "NAME", "credential add: the secret stands in this variable of the environment."),
      textOption("service-account", "FILE", "credential add: a service account's key file, for Vertex."),
      flag("adc", "credential add: Google's application default credentials, for Vertex."),
      valued(
        "kind",
        { kind: "choice", choices: upstreamKinds },
        "credential add: make an upstream of this kind.",
      ),
      textOption("url", "ADDRESS", "credential add: where that upstream is, if not at its vendor."),
      textOption("project", "ID", "credential add: Google Cloud project of that upstream."),
      textOption("location", "NAME", "credential add: its location at Vertex (global)."),
      flag("undo", "setup: take it back."),
      textOption("model", "NAME", "setup: model of clients that do not ask for a list."),
      flag("show", "setup: only show what to put where."),
    ],
    examples: [
      {
        line: "for-loop gateway",
        why: "serves on 127.0.0.1:4857 with what the environment offers, until Ctrl-C",
      },
      { line: "for-loop gateway --check", why: "exit code 1 where a secret or an upstream is missing" },
      {
        line: "for-loop gateway key add ci --daily 5 --models 'gemini-*' --expires 30d",
        why: "shown this once",
      },
      {
        line: "for-loop gateway credential add gemini second < key.txt",
        why: "another key for the same upstream",
      },
      {
        line: "for-loop gateway credential add local --kind openai-compatible --url http://127.0.0.1:8000/v1 < key.txt",
        why: "a server of your own",
      },
      {
        line: "for-loop gateway credential add vertex --kind vertex-claude --project my-project --adc",
        why: "Claude on Vertex, as you are signed in with gcloud",
      },
      {
        line: "for-loop gateway setup claude-code",
        why: "a key of its own, and its settings; --undo takes both back",
      },
    ],
    notes: [
      "Clients speak OpenAI chat completions or responses, Anthropic messages or Gemini generateContent; loops and clients share one budget.",
      "setup knows claude-code, gemini-cli, codex and opencode; openai, anthropic and genai are shown as code.",
      "A loop goes through it with `for-loop run --gateway`. docs/gateway.md holds every field, header and table.",
      "Everything else stands in gateway/config.json in the home; `for-loop schema gateway-config` is its schema.",
      "FOR_LOOP_GATEWAY_PORT, _HOST, _DAILY_USD, _WEEKLY_USD, _LOG_HOURS, _CAPTURE and OUTBOUND_PROXY stand above the file.",
      "Secrets come in on stdin, or are named by variable or file; none is ever an argument.",
    ],
    load: async () => (await import("../gateway/gateway-command.ts")).runGatewayCommand,
  },
]
