/** What an assertion demands of its subject, whatever the library calls it. */
export type Form =
  | "equal"
  | "called-with"
  | "snapshot"
  | "throws"
  | "close"
  | "partial"
  | "compare"
  | "other"
  | "called"
  | "type"
  | "not-equal"
  | "truthy"
  | "exists"
  | "trivial"

/** Whether an assertion is reached and whether its failure counts, from best to worst. */
export const flows = ["always", "conditional", "detached", "swallowed", "unreachable"] as const
export type Flow = (typeof flows)[number]

/** One assertion in canonical spelling, constants resolved. */
export type Assertion = {
  readonly form: Form
  readonly subject: string
  readonly expected: string | null
  /** Allowed difference of `close`, or null. */
  readonly tolerance: number | null
  readonly flow: Flow
  /** Why the flow is not `always`, in source words. */
  readonly condition: string | null
  readonly line: number
  /** As written, one line. */
  readonly text: string
  /** Name of the helper function it stands in, or null. */
  readonly helper: string | null
}

export type MarkerKind = "skip" | "only" | "todo" | "xfail" | "skipIf"
export type Marker = { readonly kind: MarkerKind; readonly text: string; readonly line: number }

/** A call that may be one of a helper with assertions in it. */
export type Call = {
  readonly name: string
  readonly args: readonly string[]
  readonly flow: Flow
  readonly condition: string | null
  readonly line: number
}

/** Something outside assertions with a number: time-out in ms, retries. */
export type Limit = {
  readonly kind: "timeout" | "retries"
  readonly value: number
  readonly line: number
  readonly text: string
}

export type TestFacts = {
  /** Names from the outside in, without the file. */
  readonly path: readonly string[]
  readonly line: number
  readonly text: string
  readonly markers: readonly Marker[]
  readonly assertions: readonly Assertion[]
  readonly calls: readonly Call[]
  /** Cases of the tables the test runs through, canonical; null when a table is not written down in the file. */
  readonly rows: readonly string[] | null
  /** Canonical body; equal bodies are the same test. */
  readonly body: string
  readonly limits: readonly Limit[]
}

/** A function that asserts, called by tests. */
export type Helper = {
  readonly name: string
  readonly params: readonly string[]
  readonly line: number
  readonly assertions: readonly Assertion[]
  readonly calls: readonly Call[]
}

export type Import = {
  readonly name: string
  readonly imported: string
  readonly from: string
  readonly line: number
}

/** Something replaced for tests: a whole module, or names of an object. */
export type Mock = {
  readonly kind: "module" | "member"
  /** Module path or object, canonical. */
  readonly target: string
  /** Names given another behaviour; empty when not told (the whole module). */
  readonly names: readonly string[]
  /** Whether the real module is kept for what is not named. */
  readonly partial: boolean
  readonly text: string
  readonly line: number
}

/** Something that can change what the runner reports. */
export type Patch = {
  readonly what: string
  readonly severity: "high" | "medium"
  /** Canonical text; the same patch before and after is no news. */
  readonly key: string
  readonly text: string
  readonly line: number
}

export type FileFacts = {
  /** Read from a syntax tree, or line by line. What the two tell of assertions cannot be compared. */
  readonly from: "tree" | "lines"
  readonly tests: readonly TestFacts[]
  readonly helpers: readonly Helper[]
  readonly imports: readonly Import[]
  /** Functions and constants defined in the file itself. */
  readonly defined: readonly string[]
  readonly mocks: readonly Mock[]
  readonly patches: readonly Patch[]
  readonly limits: readonly Limit[]
  /** Markers that hold for the whole file. */
  readonly markers: readonly Marker[]
}

export const noFacts: FileFacts = {
  from: "lines",
  tests: [],
  helpers: [],
  imports: [],
  defined: [],
  mocks: [],
  patches: [],
  limits: [],
  markers: [],
}
