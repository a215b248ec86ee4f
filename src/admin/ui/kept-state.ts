import { isRecord } from "../../dashboard/ui/wire.ts"
import { groupings, ranges } from "../model/view.ts"
import { metrics, tabNames, type UiState } from "./ui-state.ts"

/** What is kept while the page is not shown: where its reader is. Never a form: a secret may stand in it. */
export function kept({ tab, range, by, metric, filter, openRequest }: UiState): object {
  return { tab, range, by, metric, filter, openRequest }
}

/** What was kept, as far as it can be used; it is never trusted. */
export function restored(value: unknown): Partial<UiState> {
  if (!isRecord(value)) return {}
  const one = <T>(all: readonly T[], found: unknown): T | undefined => all.find((each) => each === found)
  const tab = one(tabNames, value.tab)
  const range = one(ranges, value.range)
  const by = one(groupings, value.by)
  const metric = one(metrics, value.metric)
  const filter = one(["all", "failed"] as const, value.filter)
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(range === undefined ? {} : { range }),
    ...(by === undefined ? {} : { by }),
    ...(metric === undefined ? {} : { metric }),
    ...(filter === undefined ? {} : { filter }),
    ...(typeof value.openRequest === "string" ? { openRequest: value.openRequest } : {}),
  }
}
