import { join, resolve } from "node:path"
import { folderOf } from "../../control/folder-of.ts"
import { type Served, serveDashboard } from "../../dashboard/serve/serve.ts"
import { type Given, isGiven, numberGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import { packageRoot } from "../package-root.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { failed, type Problem, type Result } from "../result.ts"
import { interruptSignal } from "../terminal.ts"
import { setupView } from "./setup-view.ts"

type Dashboard = Outputs["dashboard"]

/**
 * `for-loop dashboard [--port N] [--workspace DIR] [--all]`: serves the dashboard on this machine and prints its address,
 * until Ctrl-C.
 */
export async function runDashboard(given: Given, context: CliContext): Promise<Result> {
  const { home, env, now, terminal } = context
  const place = folderOf(context, resolve(context.cwd, textGiven(given, "workspace") ?? "."))
  if (place.kind === "refused") return failed(wrongUsage("dashboard", place.message))
  const port = numberGiven(given, "port") ?? 0
  const all = isGiven(given, "all")
  const served = await serveDashboard({
    home,
    env,
    now,
    port,
    workspaces: all ? "all" : [place.folder],
    offered: [place.folder],
    assets: join(packageRoot(), "dist", "dashboard"),
    setup: async () => setupView(context),
    onTrouble: (text) => terminal.progress(text),
  })
  if (served.kind === "refused") return failed(notServed(served.why, port))
  const value: Dashboard = {
    url: served.url,
    port: served.port,
    home,
    workspace: all ? null : place.folder,
  }
  // Printed now and not at the end: the address is what everything else waits for.
  terminal.write(isGiven(given, "json") ? `${JSON.stringify(value, null, 2)}\n` : addressText(value))
  await interrupted()
  await served.close()
  return { kind: "printed", exitCode: 0 }
}

function addressText({ url, workspace }: Dashboard): string {
  return [
    `The dashboard of ${workspace === null ? "all loops of this machine" : workspace} is at`,
    "",
    `  ${url}`,
    "",
    "Only this machine reaches it, and only with this address. Ctrl-C closes it; the loops go on.",
    "",
  ].join("\n")
}

function notServed(why: Extract<Served, { kind: "refused" }>["why"], port: number): Problem {
  switch (why) {
    case "port-taken":
      return unfitting(
        `Port ${port} is taken by another program.`,
        "Leave --port out: any free one is used then.",
      )
    case "port-forbidden":
      return unfitting(
        `Your account may not use port ${port}.`,
        "Choose one above 1023, or leave --port out.",
      )
    case "not-built":
      return unfitting("The files of the dashboard are missing.", "Reinstall For Loop, then try again.")
    default:
      return why satisfies never
  }
}

function interrupted(): Promise<void> {
  const interrupt = interruptSignal()
  return new Promise((done) => {
    interrupt.signal.addEventListener("abort", () => {
      interrupt.stop()
      done()
    })
  })
}
