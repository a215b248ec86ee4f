import { nearestOption } from "../loop/options.ts"
import type { CommandEntry } from "./command.ts"
import { flag } from "./option.ts"
import { controlEntries } from "./table/control-entries.ts"
import { engineEntries } from "./table/engine-entries.ts"
import { gatewayEntries } from "./table/gateway-entries.ts"
import { loopEntries } from "./table/loop-entries.ts"
import { machineEntries } from "./table/machine-entries.ts"
import { spendEntries } from "./table/spend-entries.ts"
import { treeEntries } from "./table/tree-entries.ts"

/** Every command, in the order the help lists them. */
export const commandTable: readonly CommandEntry[] = [
  ...loopEntries,
  ...engineEntries,
  ...controlEntries,
  ...treeEntries,
  ...spendEntries,
  ...gatewayEntries,
  ...machineEntries,
]

/** The command closest to a misspelled one, or null when none is close enough to be meant. */
export function nearestCommand(name: string): string | null {
  return nearestOption(
    name,
    commandTable.map((entry) => flag(entry.name, "")),
  )
}
