import type { Call } from "../call.ts"
import { type Finding, finding } from "../verdict.ts"
import { names, readOptions } from "../words.ts"

/** Ending processes that the agent did not start: by name, or everything at once. A known process id is its own matter. */
export function processesRule({ name, args }: Call): readonly Finding[] {
  const strangers = [finding("kill-others", "machine", "ends processes that are not the agent's own")]
  switch (name) {
    case "killall":
    case "skill":
    case "xkill":
      return args.some((arg) => /^(-l|--list|-V|--version)$/.test(arg)) ? [] : strangers
    case "pkill": {
      // `pkill -P $$` ends one's own children.
      return args.some((arg) => /^(-P.*|--parent.*)$/.test(arg)) ? [] : strangers
    }
    case "kill": {
      const { operands } = readOptions(
        args.filter((arg, at) => at > 0 || !/^-(\d+|[A-Z]+[A-Z0-9]*)$/.test(arg)),
        names("s n"),
      )
      const dashed = args.slice(1).some((arg) => arg === "-1")
      return dashed || operands.some((id) => /^(0|1|-1)$/.test(id)) ? strangers : []
    }
    default:
      return []
  }
}
