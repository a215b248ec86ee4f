import type { Failure } from "../loop/evidence.ts"
import { messageKey } from "./delta-message.ts"
import { rankOf } from "./reports/failure-class.ts"

/** Failures with the same cause as far as their messages tell; `first` stands for all. */
export type FailureGroup = { readonly first: Failure; readonly others: readonly Failure[] }

/** Messages that say only that something failed; two of them have nothing in common. */
const empty = /^\W*(?:test|subtest|case|suite|check)?s? ?fail(?:ed|ure)?\W*$|^\W*$/i

/**
 * Failures in the order of repair (syntax, missing module, type …; what `late` says last; new before old; by id), those with the same
 * message gathered behind the first of them.
 */
export function groupsOf(
  failures: readonly Failure[],
  added: ReadonlySet<string>,
  late: ReadonlySet<string>,
): FailureGroup[] {
  const ordered = [...failures].sort(
    (a, b) =>
      Number(late.has(a.id)) - Number(late.has(b.id)) ||
      rankOf(a.class) - rankOf(b.class) ||
      Number(added.has(b.id)) - Number(added.has(a.id)) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
  const groups = new Map<string, { first: Failure; others: Failure[] }>()
  for (const failure of ordered) {
    const key = empty.test(failure.message) ? `id ${failure.id}` : causeKey(failure, added.has(failure.id))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: failure, others: [] })
    else group.others.push(failure)
  }
  return [...groups.values()]
}

/** In an assertion the numbers are the news; elsewhere they are counters of parts, rows and variables. */
function causeKey(failure: Failure, isNew: boolean): string {
  const plain = failure.message.slice(0, 1000)
  const message = failure.class === "assertion" ? plain : plain.replace(/\d+/g, "0")
  const values = failure.class === "assertion" ? [failure.expected, failure.actual] : []
  return JSON.stringify([failure.class, isNew, messageKey(message), ...values])
}
