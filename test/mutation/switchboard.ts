import type { Note } from "./notes.ts"

type Hits = Record<string, number>

/** What the instrumented sources look at: which changes are on, and who counts what is run through. */
type Board = {
  active: ReadonlySet<string>
  counting: boolean
  currentTestId: string | undefined
  hitCount: number | undefined
  hitLimit: number
  readonly mutantCoverage: { readonly static: Hits; readonly perTest: Record<string, Hits> }
}

type Switchboard = { readonly board: Board; readonly noticed: Set<string> }

declare global {
  var __stryker__: Board | undefined
  var __forLoopNoticed__: Set<string> | undefined
}

/** The one board of this process, and the changes that were noticed so far; shared by all test files. */
export function switchboard(notes: readonly Note[]): Switchboard {
  globalThis.__stryker__ ??= {
    active: new Set(),
    counting: true,
    currentTestId: undefined,
    hitCount: undefined,
    hitLimit: 0,
    mutantCoverage: { static: {}, perTest: {} },
  }
  globalThis.__forLoopNoticed__ ??= new Set(
    notes.flatMap((note) => (note.kind === "noticed" ? [note.id] : [])),
  )
  return { board: globalThis.__stryker__, noticed: globalThis.__forLoopNoticed__ }
}
