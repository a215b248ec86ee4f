import type { z } from "zod"
import type { stateSchema } from "./state-schema.ts"

/** One loop as stored (shape and bounds: `state-schema.ts`). Times are epoch milliseconds. */
export type LoopState = z.infer<typeof stateSchema>
export type JournalEvent = LoopState["lastEvents"][number]
export type IterationRecord = LoopState["iterations"][number]
