import { answer, type Ports } from "../../../src/dashboard/feed/answer.ts"
import type { Ask, Reply } from "../../../src/dashboard/model/messages.ts"
import type { aPerson } from "../../control/a-person.ts"

export type Somebody = ReturnType<typeof aPerson>

/** A program that can do nothing but show text, changed by `more`. */
function ports(more: Partial<Ports> = {}): Ports {
  const missing = async (): Promise<Reply> => ({ kind: "refused", message: "not here", next: "elsewhere" })
  return {
    send: async () => "shown",
    openFile: async () => false,
    openDiff: async () => false,
    openText: async () => false,
    setup: missing,
    doctor: missing,
    ...more,
  }
}

/** What somebody is answered by such a program. */
export const ask = (one: Somebody, question: Ask, more: Partial<Ports> = {}): Promise<Reply> =>
  answer(one.person, question, ports(more))
