/** Why a file is not in a pack. `no-room`: it ranks behind what fills the budget. */
export const leftOutReasons = [
  "no-room",
  "excluded",
  "not-included",
  "secret",
  "binary",
  "generated",
  "minified",
  "lock",
  "snapshot",
  "empty",
  "unreadable",
] as const
export type LeftOutReason = (typeof leftOutReasons)[number]

/** The reason a text stands for, or null: what comes from disk is not trusted. */
export function leftOutReason(text: string): LeftOutReason | null {
  return leftOutReasons.find((reason) => reason === text) ?? null
}
