// Makes ready what the tests in a real VS Code need: the host and a browser that draws it. A second run does nothing.
// Usage: node test/ide/install-ide-host.ts
import { installChromium } from "./harness/find-chromium.ts"
import { hostFolder, hostIsInstalled } from "./harness/host-versions.ts"
import { installCodeServer } from "./harness/install-code-server.ts"

const started = Date.now()
const failed = [hostIsInstalled() ? null : installCodeServer(), installChromium()].filter(
  (why) => why !== null,
)
for (const why of failed) process.stderr.write(`ide host: not ready: ${why}\n`)
if (failed.length === 0)
  process.stdout.write(`ide host: ready in ${hostFolder} (${Math.round((Date.now() - started) / 1000)} s)\n`)
process.exitCode = failed.length === 0 ? 0 : 1
