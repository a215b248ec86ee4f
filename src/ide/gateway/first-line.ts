import type { RanGateway } from "../../gateway/run/run-gateway.ts"
import { isRecord } from "../../system/json-record.ts"

/** What the gateway's process says first. */
export type FirstLine =
  | { readonly kind: "running"; readonly url: string }
  | { readonly kind: "refused"; readonly message: string; readonly next: string }

/** Decodes the line; null when it is something else. */
export function readFirstLine(text: string): FirstLine | null {
  try {
    const said: unknown = JSON.parse(text)
    if (!isRecord(said)) return null
    const { kind, url, message, next } = said
    if (kind === "running" && typeof url === "string") return { kind, url }
    return kind === "refused" && typeof message === "string" && typeof next === "string"
      ? { kind, message, next }
      : null
  } catch {
    return null
  }
}

/** Why the gateway does not serve, for people. */
export function startFailure(ran: Extract<RanGateway, { readonly kind: "refused" }>): FirstLine {
  const refused = (message: string, next: string): FirstLine => ({ kind: "refused", message, next })
  switch (ran.why) {
    case "config":
      return refused(ran.message, "Correct it, then start the gateway again.")
    case "home":
      return refused(
        `The gateway cannot keep its files: ${ran.message}.`,
        "Repair the folder, then try again.",
      )
    case "running":
      return refused("A gateway of this home runs already.", "The page shows it as soon as it answers.")
    case "port-taken":
      return refused(
        `Port ${ran.port} is taken by another program.`,
        "Name another one as server.port in the configuration; 0 takes any that is free.",
      )
    case "port-forbidden":
      return refused(`Your account may not use port ${ran.port}.`, "Name one above 1023 as server.port.")
    case "host-unknown":
      return refused(`This machine has no address ${ran.host}.`, "Remove server.host from the configuration.")
    case "host-needs-expose":
      return refused(
        `At ${ran.host} other machines could reach the gateway.`,
        "Start it in a terminal with `for-loop gateway --expose` if that is what you want.",
      )
    default:
      return ran satisfies never
  }
}
