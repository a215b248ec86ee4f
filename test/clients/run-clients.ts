// Runs the clients lane; on Linux in a network namespace that knows the loopback interface alone, where the system allows
// that, so that a client that misses its override can reach nobody. Arguments go on to vitest.
import { spawnSync } from "node:child_process"
import { join } from "node:path"

const root = join(import.meta.dirname, "..", "..")
const vitest = [
  process.execPath,
  join(root, "node_modules", "vitest", "vitest.mjs"),
  "run",
  "--config",
  "vitest.clients.config.ts",
  ...process.argv.slice(2),
]
const alone = [
  "unshare",
  "--map-root-user",
  "--net",
  "--",
  "sh",
  "-c",
  `ip link set lo up && exec "$@"`,
  "sh",
]
const isolated =
  process.platform === "linux" && spawnSync(alone[0] ?? "", [...alone.slice(1), "true"]).status === 0
process.stdout.write(
  isolated
    ? "clients: no network but loopback\n"
    : "clients: this system cannot be cut off from the network; clients have fake keys only\n",
)
const [program = "", ...args] = isolated ? [...alone, ...vitest] : vitest
process.exitCode = spawnSync(program, args, { cwd: root, stdio: "inherit" }).status ?? 1
