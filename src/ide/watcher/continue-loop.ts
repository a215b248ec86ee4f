/**
 * Takes a loop up whose turn the host ended, or whose quota is there again. Wiring of the watcher's `goOn`:
 *
 *     goOn: (loop) => continueLoop({ resume: (id) => resumeLoop(person, id, { maxIterations: null, maxMinutes: null }),
 *       chat, toasts: toasts(vscode.window), note: (text) => log.info(text), t: vscode.l10n.t }, loop)
 *
 * The message goes to the conversation on screen (never to a new one: only the loop's own conversation is held).
 */
import { goOnText } from "../../control/go-on-text.ts"
import type { LoopCard } from "../../dashboard/model/view.ts"
import type { HostChat } from "../chat/host-chat.ts"
import type { Toasts } from "../notifications/toasts.ts"
import type { Translate } from "../notifications/translate.ts"

export type ContinueOrder = {
  /** Leaves the request that takes the loop up. */
  readonly resume: (loop: string) => Promise<Taken> | Taken
  readonly chat: Pick<HostChat, "send">
  readonly toasts: Pick<Toasts, "warn">
  /** Keeps that the window spoke to the agent by itself, or why it did not. */
  readonly note: (text: string) => void
  readonly t: Translate
}

type Taken =
  | { readonly kind: "requested" }
  | { readonly kind: "refused"; readonly message: string; readonly next: string }

/** First the request, then the message: the other way round the message would reach a paused loop. */
export async function continueLoop(order: ContinueOrder, loop: LoopCard): Promise<void> {
  const { resume, chat, toasts, note, t } = order
  const taken = await resume(loop.id)
  if (taken.kind === "refused") {
    // Somebody was faster, or its conversation works on something else by now: the dashboard shows it.
    note(`${taken.message} ${taken.next}`)
    return
  }
  const sent = await chat.send(goOnText(loop))
  if (sent === "sent")
    note(`Loop ${loop.id} was taken up at iteration ${loop.iteration}: a message was sent.`)
  else
    await toasts.warn(
      t("The message that lets the loop go on is on the clipboard: paste it into its conversation."),
    )
}
