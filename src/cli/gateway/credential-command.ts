import { resolve } from "node:path"
import { upstreamKinds } from "../../gateway/config/config.ts"
import {
  addCredential,
  type CredentialChange,
  type GivenSecret,
  removeCredential,
} from "../../gateway/config/credentials.ts"
import type { StorePlace } from "../../secrets/stores.ts"
import { realPath } from "../../system/files.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import { readSecret } from "../auth/read-secret.ts"
import type { CliContext } from "../context.ts"
import { interruptedExit, unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Problem, type Result } from "../result.ts"
import type { GatewayOutput } from "./gateway-schema.ts"

type Changed = Extract<
  GatewayOutput,
  { readonly message: string; readonly action: "credential-add" | "credential-remove" }
>

/** `for-loop gateway credential add UPSTREAM [NAME]`: the secret comes in on stdin, never as an argument. */
export async function addOne(given: Given, context: CliContext): Promise<Result> {
  const [upstream, name = "main", ...rest] = given.words
  if (upstream === undefined || rest.length > 0) return whose("add")
  const kind = upstreamKinds.find((known) => known === textGiven(given, "kind")) ?? null
  const url = textGiven(given, "url")
  const project = textGiven(given, "project")
  const location = textGiven(given, "location")
  const stray =
    kind === null ? (["url", "project", "location"] as const).find((one) => isGiven(given, one)) : undefined
  if (stray !== undefined)
    return failed(wrongUsage("gateway", `--${stray} goes with --kind: say what is spoken there.`))
  const secret = await secretOf(given, context)
  if ("problem" in secret) return failed(secret.problem)
  const done = await addCredential(placeOf(context), {
    upstream,
    name,
    now: context.now(),
    given: secret.given,
    upstreamToMake: kind === null ? null : { kind, baseUrl: url, project, location },
  })
  return told(done, "credential-add")
}

/** `for-loop gateway credential remove UPSTREAM [NAME]`: out of the configuration and out of the key store. */
export async function removeOne(given: Given, context: CliContext): Promise<Result> {
  const [upstream, name = "main", ...rest] = given.words
  if (upstream === undefined || rest.length > 0) return whose("remove")
  return told(
    await removeCredential(placeOf(context), { upstream, name, now: context.now() }),
    "credential-remove",
  )
}

async function secretOf(
  given: Given,
  { cwd }: CliContext,
): Promise<{ readonly given: GivenSecret } | { readonly problem: Problem }> {
  const variable = textGiven(given, "env")
  const account = textGiven(given, "service-account")
  const places = [variable !== null, account !== null, isGiven(given, "file"), isGiven(given, "adc")]
  if (places.filter(Boolean).length > 1)
    return {
      problem: wrongUsage(
        "gateway",
        "--env, --service-account, --adc and --file say where one secret lies; give one of them.",
      ),
    }
  if (variable !== null) return { given: { from: "env", name: variable } }
  if (account !== null) {
    const path = resolve(cwd, account)
    if (realPath(path) !== null) return { given: { from: "service-account", path } }
    return { problem: wrongUsage("gateway", `--service-account needs a key file, and ${path} is none.`) }
  }
  if (isGiven(given, "adc")) return { given: { from: "adc" } }
  const secret = await readSecret("API key (it is not shown)")
  if (secret === null)
    return {
      problem: {
        code: "interrupted",
        message: "You stopped it.",
        next: "Nothing was kept.",
        exitCode: interruptedExit,
      },
    }
  return { given: { from: "typed", secret, store: isGiven(given, "file") ? "file" : "system" } }
}

function told(done: CredentialChange, action: Changed["action"]): Result {
  if (done.kind === "refused") return failed(unfitting(done.why, nextOf(done.why)))
  const value: Changed = { action, message: done.message }
  return output(value, ({ message }) => `${message}\n`)
}

function nextOf(why: string): string {
  if (why.startsWith("There is no upstream"))
    return "Make one with --kind, and --url where it is not the vendor's own address."
  if (why.startsWith("There is an upstream"))
    return "Give the new one a name of its own, or change this one on the gateway's page or in gateway/config.json."
  if (why.startsWith("The configuration would not be usable"))
    return "Nothing was changed. --url is the baseUrl, --project the project of the upstream; `for-loop gateway --help` has examples."
  if (why.startsWith("Nothing came in"))
    return "Pipe it in, as in `for-loop gateway credential add gemini < key.txt`, or say where it lies with --env, --service-account or --adc."
  return "`for-loop gateway --check` shows what is there; --file keeps a secret in a file instead of the key store."
}

function placeOf({ home, env }: CliContext): StorePlace {
  return { home, env, platform: process.platform }
}

function whose(verb: string): Result {
  return failed(wrongUsage("gateway", `Say whose: \`for-loop gateway credential ${verb} UPSTREAM [NAME]\`.`))
}
