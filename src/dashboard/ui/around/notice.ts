import { html, nothing, type TemplateResult } from "lit"
import { icon } from "../icons.ts"
import type { Notice } from "../run/page-state.ts"
import { iconButton } from "./button.ts"

/** What a notice needs of the page it stands in. */
type NoticeScene = {
  readonly state: { readonly notice: Omit<Notice<never>, "about"> | null }
  readonly words: { say(key: "noticeClose"): string }
  readonly act: { set(change: { readonly notice: null }): void }
}

/**
 * What the program answered last, in the flow of the page so that it never covers anything. How long it stays is decided
 * by `run/teller.ts`. The frame is always there: a screen reader announces what comes into it, once.
 */
export function notice({ state, words, act }: NoticeScene): TemplateResult {
  const told = state.notice
  return html`<div class="notices" role=${told?.tone === "error" ? "alert" : "status"}>
    ${
      told === null
        ? nothing
        : html`<div class="notice ${told.tone}">
            ${told.tone === "error" ? icon("error", "bad") : icon("info", "run")}
            <div class="grow">
              <p>${told.message}</p>
              ${told.next === "" ? nothing : html`<p class="soft">${told.next}</p>`}
            </div>
            ${iconButton({ icon: "close", label: words.say("noticeClose"), onClick: () => act.set({ notice: null }) })}
          </div>`
    }
  </div>`
}
