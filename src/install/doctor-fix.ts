import { readTextIfPresent } from "../system/atomic-file.ts"
import { replaceFile, setMode } from "../system/files.ts"
import { legacyHooksPath } from "./check-hook-files.ts"
import type { FixId } from "./diagnosis.ts"
import { removeGlobalHooks } from "./global-hooks.ts"
import { pluginName } from "./hook-entry.ts"
import { readHooksText } from "./hooks-format.ts"
import { type InstallOptions, installPlugin } from "./install.ts"
import { readRecord, writeRuntime } from "./install-record.ts"
import { removeEntry } from "./splice-entry.ts"

export type FixResult =
  | { readonly kind: "fixed"; readonly what: string }
  | { readonly kind: "refused"; readonly why: string }

/** Does one repair the doctor offered; `options` say what a reinstallation writes. Throws StoreError. */
export function applyFix(fix: FixId, options: InstallOptions): FixResult {
  const { home, userHome, runtime } = options
  switch (fix) {
    case "reinstall": {
      const result = installPlugin(options)
      return result.kind === "refused" ? result : { kind: "fixed", what: `Reinstalled ${result.plugin}.` }
    }
    case "record-runtime":
      writeRuntime(home, runtime)
      return { kind: "fixed", what: `The hook is now run by ${runtime}.` }
    case "remove-global-entry": {
      const change = removeGlobalHooks(userHome, readRecord(home)?.globalHooks ?? "foreign")
      return change.kind === "refused"
        ? change
        : { kind: "fixed", what: `Removed our entry from ${change.path}.` }
    }
    case "remove-legacy-entry":
      return removeLegacyEntry(legacyHooksPath(userHome))
    case "private-home":
      setMode(home, 0o700)
      return { kind: "fixed", what: `${home} is private now.` }
    default:
      return fix satisfies never
  }
}

function removeLegacyEntry(path: string): FixResult {
  const text = readTextIfPresent(path)
  if (text === null || readHooksText(text).kind === "invalid") {
    return { kind: "refused", why: `${path} was left alone, because it is not a valid hooks file.` }
  }
  replaceFile(path, removeEntry(text, pluginName))
  return { kind: "fixed", what: `Removed our entry from ${path}.` }
}
