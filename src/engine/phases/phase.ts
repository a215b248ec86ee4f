import type { Leg } from "../../loop/event.ts"

/** The eleven phases in their order; part one ends with the design. */
export const phaseNames = [
  "clarify",
  "research",
  "design",
  "plan",
  "implement",
  "review",
  "end-to-end-strategy",
  "test-plan",
  "test-run",
  "audit",
  "hard-gate",
] as const

export type PhaseName = (typeof phaseNames)[number]

export type Phase = {
  /** 1 … 11. */
  readonly number: number
  readonly part: "one" | "two"
  readonly leg: Leg
  /** Whether the agent may change files in it. */
  readonly tree: "fixed" | "free"
  /** Whether its last message must end with a list of findings. */
  readonly lists: boolean
  readonly who: "worker" | "reviewer"
  /** Earlier phases whose artifacts it is given. */
  readonly needs: readonly PhaseName[]
}

const thinks = { leg: "think", tree: "fixed", lists: false, who: "worker" } as const

const table: Readonly<Record<PhaseName, Omit<Phase, "number" | "part">>> = {
  clarify: { ...thinks, needs: [] },
  research: { ...thinks, needs: ["clarify"] },
  design: { ...thinks, needs: ["clarify", "research"] },
  plan: { ...thinks, needs: ["clarify", "design"] },
  implement: { leg: "work", tree: "free", lists: false, who: "worker", needs: ["design", "plan"] },
  review: { ...thinks, lists: true, who: "reviewer", needs: ["clarify", "design", "plan", "implement"] },
  "end-to-end-strategy": { ...thinks, needs: ["clarify", "design"] },
  "test-plan": { ...thinks, needs: ["clarify", "end-to-end-strategy"] },
  "test-run": { leg: "work", tree: "free", lists: true, who: "worker", needs: ["test-plan"] },
  audit: { ...thinks, lists: true, who: "reviewer", needs: ["clarify", "review", "test-plan", "test-run"] },
  "hard-gate": { ...thinks, leg: "last", needs: ["clarify", "audit"] },
}

/** What is fixed about a phase. */
export function phaseOf(name: PhaseName): Phase {
  const number = phaseNames.indexOf(name) + 1
  return { ...table[name], number, part: number <= lastOfPartOne ? "one" : "two" }
}

const lastOfPartOne = 3

/** The phase that follows; the hard gate follows itself. */
export function phaseAfter(name: PhaseName): PhaseName {
  return phaseNames[phaseNames.indexOf(name) + 1] ?? name
}

/** `03-design.md`: the artifact's name without its folder. */
export function artifactName(name: PhaseName): string {
  return `${String(phaseOf(name).number).padStart(2, "0")}-${name}.md`
}
