import { type Format, formats } from "../../gateway/config/config.ts"
import type { ClientKey, KeyOrder } from "../../gateway/keys/key.ts"
import { openKeys } from "../../gateway/keys/open-keys.ts"
import { unreadableKeys } from "../../gateway/keys/stored-keys.ts"
import { excerpt } from "../../loop/excerpt.ts"
import { type Given, numberGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Problem, type Result } from "../result.ts"
import { expiryOf } from "./expiry.ts"
import type { GatewayOutput } from "./gateway-schema.ts"
import { keyTable, shownKey, spentUnder } from "./shown-key.ts"

type Output<Action> = Extract<GatewayOutput, { readonly action: Action }>

/** `for-loop gateway key add NAME [--models …] [--daily USD] …`: the one time that its secret is shown. */
export async function addKey(given: Given, context: CliContext): Promise<Result> {
  const [name, ...rest] = given.words
  if (name === undefined || rest.length > 0) return oneName("add")
  const order = orderOf(given, context)
  if ("problem" in order) return failed(order.problem)
  const keys = openKeys(context.home, context.now)
  const added = await keys.add(name, order)
  if (added.kind === "refused")
    return failed(unfitting(`The key was not made: ${added.why}.`, "`for-loop gateway key list` shows all."))
  const value: Output<"key-add"> = {
    action: "key-add",
    key: shownKey(added.key, [], context.now()),
    secret: added.secret,
  }
  return output(value, ({ key, secret }) =>
    [
      `The key "${key.name}" is made. This is the only time it is shown:`,
      "",
      `  ${secret}`,
      "",
      "Give it to a client as its API key; `for-loop gateway setup CLIENT` does that by itself.",
      "",
    ].join("\n"),
  )
}

/** `for-loop gateway key list`: every key, what it may do and what it spent. */
export async function listKeys(given: Given, context: CliContext): Promise<Result> {
  if (given.words.length > 0) return failed(wrongUsage("gateway", "`gateway key list` takes no words."))
  const broken = unreadableKeys(context.home)
  if (broken !== null) return failed(unfitting(`${broken}.`, "Until then no key opens the gateway."))
  const keys = openKeys(context.home, context.now).list()
  const spent = spentUnder(context, keys)
  const now = context.now()
  const value: Output<"key-list"> = {
    action: "key-list",
    keys: keys.map((key) => shownKey(key, spent, now)),
  }
  return output(value, (shown, paint) => keyTable(shown.keys, now, paint))
}

/** `for-loop gateway key revoke NAME`: from now on the key opens nothing. */
export async function revokeKey(given: Given, context: CliContext): Promise<Result> {
  const [name, ...rest] = given.words
  if (name === undefined || rest.length > 0) return oneName("revoke")
  const revoked = await openKeys(context.home, context.now).revoke(name)
  if (revoked.kind === "refused")
    return failed(unfitting(`Nothing was revoked: ${revoked.why}.`, "`for-loop gateway key list` shows all."))
  const value: Output<"key-revoke"> = { action: "key-revoke", key: shownKey(revoked.key, [], context.now()) }
  return output(value, ({ key }) => `The key "${key.name}" opens nothing any more.\n`)
}

function oneName(verb: string): Result {
  return failed(wrongUsage("gateway", `Say which one: \`for-loop gateway key ${verb} NAME\`.`))
}

function orderOf(
  given: Given,
  { now }: CliContext,
):
  | (Pick<ClientKey, "models" | "formats" | "expiresAt" | "caps" | "concurrency"> & KeyOrder)
  | { problem: Problem } {
  const wrong = (message: string): { problem: Problem } => ({ problem: wrongUsage("gateway", message) })
  const models = listGiven(given, "models")
  const named = listGiven(given, "formats")
  const known = named.map((name) => formats.find((format) => format === name))
  const served: Format[] = known.filter((format) => format !== undefined)
  if (served.length < named.length)
    return wrong(`--formats takes ${formats.join(", ")}, separated by commas.`)
  const expires = textGiven(given, "expires")
  const expiresAt = expires === null ? null : expiryOf(expires, now())
  if (expires !== null && expiresAt === null)
    return wrong(
      `--expires takes a span like 30d, 12h or 2w, or a day to come like 2027-01-31, and ${excerpt(expires, 40)} is neither.`,
    )
  return {
    models: models.length === 0 ? "all" : models,
    formats: served.length === 0 ? "all" : served,
    expiresAt,
    caps: {
      dailyUsd: numberGiven(given, "daily"),
      weeklyUsd: numberGiven(given, "weekly"),
      totalUsd: numberGiven(given, "total"),
    },
    concurrency: numberGiven(given, "concurrency"),
  }
}

/** Every value of an option that may be given several times, each a list with commas. */
function listGiven({ options }: Given, name: string): string[] {
  return options
    .flatMap((option) => (option.name === name && option.kind === "text" ? option.value.split(",") : []))
    .map((item) => item.trim())
    .filter((item) => item !== "")
}
