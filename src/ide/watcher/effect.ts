import type { LoopCard } from "../../dashboard/model/view.ts"

/** What a person is told of a loop; `notifications/notice-text.ts` makes the words. */
export type Notice =
  | { readonly kind: "started"; readonly loop: LoopCard }
  | { readonly kind: "approval"; readonly loop: LoopCard; readonly open: number }
  | { readonly kind: "waiting"; readonly loop: LoopCard; readonly reason: string }
  | { readonly kind: "stuck"; readonly loop: LoopCard; readonly reason: string }
  | { readonly kind: "host-error"; readonly loop: LoopCard; readonly reason: string }
  /** Whatever ran for the loop was killed. */
  | { readonly kind: "interrupted"; readonly loop: LoopCard }
  | { readonly kind: "ended"; readonly loop: EndedLoop }
  /** The host ended the turn: shall the loop go on? */
  | { readonly kind: "capped"; readonly loop: LoopCard }
  /** The model's quota is used up; `afterReset` says what happens at `resumeAt` (epoch ms; null = not known). */
  | {
      readonly kind: "rate-limited"
      readonly loop: LoopCard
      readonly resumeAt: number | null
      readonly afterReset: "ask" | "automatic" | "never"
    }
  /** The quota is there again: shall the loop go on? */
  | { readonly kind: "reset"; readonly loop: LoopCard }
  /** As many messages as allowed were sent, and none was taken up. */
  | { readonly kind: "gave-up"; readonly loop: LoopCard; readonly tries: number }
  | { readonly kind: "trouble"; readonly what: string; readonly next: string; readonly loopId: string | null }

/** An ended loop, from its card or its row of the history. */
type EndedLoop = {
  readonly id: string
  readonly task: string
  readonly outcome: string
  readonly reason: string
  readonly iterations: number
}

/** Something to be done once for this user, whichever window is first: `claim` is the name it is claimed by. */
export type Effect =
  | { readonly kind: "tell"; readonly claim: string; readonly notice: Notice }
  | { readonly kind: "go-on"; readonly claim: string; readonly loop: LoopCard }
