import type { en } from "./en.ts"

export type WordKey = keyof typeof en

/** All texts of one language. */
export type Words = Readonly<Record<WordKey, string>>
