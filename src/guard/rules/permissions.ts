import type { Call } from "../call.ts"
import type { Place } from "../place.ts"
import { type Finding, finding } from "../verdict.ts"
import { zoneOf } from "../where.ts"
import { hasAny, names, readOptions } from "../words.ts"

/** Rights that open files to everybody, raise rights, or change owners. A `chmod +x` of one's own script is none. */
export function permissionsRule(call: Call, place: Place): readonly Finding[] {
  const { name, args } = call
  if (name === "chown" || name === "chgrp") {
    return hasAny(readOptions(args, names("reference from")), "R", "recursive")
      ? [finding("permissions", "machine", "changes the owner of whole folders")]
      : []
  }
  if (name === "setfacl" || name === "chattr" || name === "setcap")
    return [finding("permissions", "machine", "changes special rights of files")]
  if (name === "xattr" && args.some((arg) => /quarantine/.test(arg)))
    return [finding("permissions", "machine", "takes the system's warning off a download")]
  if (name !== "chmod") return []
  // `chmod -x file`: the mode may look like an option.
  const recursive = args.some((arg) => /^(-R|--recursive|-[a-zA-Z]*R[a-zA-Z]*)$/.test(arg))
  const [mode = "", ...paths] = args.filter((arg) => !/^(-R|-v|-c|-f|--\w.*)$/.test(arg))
  if (/^[2467]\d{3}$|[ugo]*[+=][rwx]*s/.test(mode))
    return [finding("permissions", "machine", "gives a program the rights of its owner (setuid)")]
  const open =
    /^0?[0-7]?[0-7][2367]$|^0?777$|(^|,)(a|o|go|ugo|uo)?\+[rx]*w|[ao]=[rx]*w/.test(mode) &&
    !/^\+w$|^u\+/.test(mode)
  const everything = paths.some((path) => /^(root|around|outside)$/.test(zoneOf(path, call.cwd, place)))
  if (recursive && (open || everything) && (open || !/^[ugoa]*[+]/.test(mode)))
    return [finding("permissions", "tree", "changes the rights of whole folders")]
  return []
}
