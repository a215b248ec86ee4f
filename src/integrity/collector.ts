import type { Draft } from "./assertion/draft.ts"
import { type Assertion, type Call, type Flow, flows, type Limit, type Marker } from "./facts.ts"

/** Where a reader stands: how the place is reached and what names mean there. */
export type Place = {
  readonly flow: Flow
  readonly condition: string | null
  readonly values: ReadonlyMap<string, string>
}

/** What is gathered about one test or helper while its body is read. */
export type Collector = {
  readonly assertions: Assertion[]
  readonly calls: Call[]
  readonly markers: Marker[]
  readonly limits: Limit[]
  readonly rows: string[]
  tableElsewhere: boolean
}

export function newCollector(): Collector {
  return { assertions: [], calls: [], markers: [], limits: [], rows: [], tableElsewhere: false }
}

/** The rows of a collector as facts want them. */
export function rowsOf(collector: Collector): readonly string[] | null {
  return collector.tableElsewhere ? null : collector.rows
}

/** The worse of two ways to be reached, with its reason. */
export function worse(place: Place, flow: Flow, condition: string | null): Place {
  return flows.indexOf(flow) > flows.indexOf(place.flow) ? { ...place, flow, condition } : place
}

export function assertionAt(entry: Draft, place: Place, line: number, text: string): Assertion {
  return { ...entry, flow: place.flow, condition: place.condition, line, text, helper: null }
}

/** No file has more rows or assertions in one test than this that a person would look at. */
export const mostEntries = 4000
