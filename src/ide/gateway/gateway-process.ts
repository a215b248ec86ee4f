import { openAdmin } from "../../admin/open-admin.ts"
import { runGateway } from "../../gateway/run/run-gateway.ts"
import { forLoopHome } from "../../store/home.ts"
import { isProcessAlive } from "../../system/process-alive.ts"
import { type FirstLine, startFailure } from "./first-line.ts"

/** How often the window is looked for: a gateway without it ends. */
const watchMs = 2000

/**
 * Entry of the gateway's own process, started by a window of the IDE: `assets version parent`. Its first line on stdout
 * says where it serves, or why not; then it serves until it is asked to end or its window is gone.
 */
async function main(): Promise<void> {
  const [assets = "", version = "", parent = ""] = process.argv.slice(2)
  const onTrouble = (text: string): void => void process.stderr.write(`${text}\n`)
  const ran = await runGateway({
    home: forLoopHome(process.env),
    env: process.env,
    now: Date.now,
    host: null,
    port: null,
    expose: false,
    admin: (parts) => openAdmin({ assets, version, onTrouble }, parts),
    onTrouble,
  })
  if (ran.kind === "refused") return tell(startFailure(ran))
  tell({ kind: "running", url: ran.url })
  await asked(Number(parent))
  await ran.close()
}

function tell(line: FirstLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** The request to end, or the end of the window. */
function asked(parent: number): Promise<void> {
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (!isProcessAlive(parent)) end()
    }, watchMs)
    const end = (): void => {
      clearInterval(watch)
      resolve()
    }
    process.once("SIGTERM", end)
    process.once("SIGINT", end)
  })
}

main().catch((error: unknown) => {
  tell({ kind: "refused", message: error instanceof Error ? error.message : String(error), next: "" })
  process.exitCode = 1
})
