import type { Given } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { wrongUsage } from "../problem.ts"
import { failed, type Result } from "../result.ts"

type Verb = {
  /** Options that mean something here, besides the global ones. */
  readonly options: readonly string[]
  readonly load: () => Promise<(given: Given, context: CliContext) => Promise<Result>>
}

const caps = ["daily", "weekly", "total"]

/** What stands behind `for-loop gateway`; each is loaded when it runs. */
const verbs: Readonly<Record<string, Verb>> = {
  "": {
    options: ["port", "host", "expose"],
    load: async () => (await import("./serve-command.ts")).runServe,
  },
  check: { options: ["check"], load: async () => (await import("./check-command.ts")).runCheck },
  "key add": {
    options: ["models", "formats", ...caps, "expires", "concurrency"],
    load: async () => (await import("./key-command.ts")).addKey,
  },
  "key list": { options: [], load: async () => (await import("./key-command.ts")).listKeys },
  "key revoke": { options: [], load: async () => (await import("./key-command.ts")).revokeKey },
  "credential add": {
    options: ["file", "env", "service-account", "adc", "kind", "url", "project", "location"],
    load: async () => (await import("./credential-command.ts")).addOne,
  },
  "credential remove": {
    options: [],
    load: async () => (await import("./credential-command.ts")).removeOne,
  },
  setup: {
    options: ["undo", "model", "show"],
    load: async () => (await import("./setup-command.ts")).runSetup,
  },
}

const globals = ["json", "help"]

/** `for-loop gateway …`: serves, checks, and looks after keys, credentials and clients. */
export async function runGatewayCommand(given: Given, context: CliContext): Promise<Result> {
  const name = verbOf(given)
  const verb = verbs[name]
  if (verb === undefined) {
    const known = Object.keys(verbs).filter((one) => one !== "" && one !== "check")
    return failed(
      wrongUsage("gateway", `After \`for-loop gateway\` stands nothing or one of: ${known.join(", ")}.`),
    )
  }
  const stray = given.options.find((option) => ![...globals, ...verb.options].includes(option.name))
  if (stray !== undefined)
    return failed(wrongUsage("gateway", `--${stray.name} does not go with \`${lineOf(name)}\`.`))
  return (await verb.load())(withoutVerb(given, name), context)
}

/** `--check` is a word of its own: it goes with nothing else. */
function verbOf({ words, options }: Given): string {
  const [first, second] = words
  if (first === undefined) return options.some(({ name }) => name === "check") ? "check" : ""
  return first === "setup" ? first : `${first} ${second ?? ""}`.trim()
}

function withoutVerb(given: Given, verb: string): Given {
  const count = verb === "" || verb === "check" ? 0 : verb.split(" ").length
  return { ...given, words: given.words.slice(count) }
}

function lineOf(verb: string): string {
  if (verb === "") return "for-loop gateway"
  return verb === "check" ? "for-loop gateway --check" : `for-loop gateway ${verb}`
}
