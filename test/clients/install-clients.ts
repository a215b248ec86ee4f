// Installs the clients of `npm run test:clients` that are missing, without their install scripts.
import { clientsFolder, missingClients, pinned } from "./client-packages.ts"
import { npmInstall } from "./npm-install.ts"

process.exitCode = main()

/** 0 = every client is ready, 1 = told on stderr what is missing. */
function main(): number {
  const missing = missingClients()
  if (missing.length === 0) {
    process.stdout.write(`clients: all ${Object.keys(pinned).length} are there\n`)
    return 0
  }
  process.stdout.write(`clients: installing ${missing.join(", ")} into ${clientsFolder}\n`)
  const dependencies = Object.fromEntries(
    Object.entries(pinned).map(([name, { package: real, version }]) => [
      name,
      name === real ? version : `npm:${real}@${version}`,
    ]),
  )
  const trouble = npmInstall(clientsFolder, dependencies)
  const absent = missingClients()
  if (trouble === null && absent.length === 0) return 0
  process.stderr.write(
    `clients: npm could not install ${absent.join(", ")}: ${trouble ?? "no reason told"}\n`,
  )
  process.stderr.write("They come from the npm registry: check the connection, then run this again.\n")
  return 1
}
