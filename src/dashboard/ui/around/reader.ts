import { html, type TemplateResult } from "lit"
import type { Reading } from "../run/page-state.ts"
import { button } from "./button.ts"
import { focusFirst } from "./focus-first.ts"

/** What a reader needs of the page it lies over. */
type ReaderScene = {
  readonly words: { say(key: "back" | "copy" | "save"): string }
  readonly act: { set(change: { readonly reading: null }): void }
}

/** A diff, report or log in place of the page, for programs without an editor. */
export function reader({ words, act }: ReaderScene, { title, text, fileName }: Reading): TemplateResult {
  const file = () => URL.createObjectURL(new Blob([text], { type: "text/plain" }))
  const save = () => {
    const link = document.createElement("a")
    link.href = file()
    link.download = fileName
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return html`<section class="reader" role="dialog" aria-modal="true" aria-label=${title} @keydown=${(event: KeyboardEvent) => (event.key === "Escape" ? act.set({ reading: null }) : undefined)}>
    <header class="reader-head">
      ${button({ label: words.say("back"), icon: "arrow-left", onClick: () => act.set({ reading: null }) })}
      <h1>${title}</h1>
      <span class="grow"></span>
      ${button({ label: words.say("copy"), icon: "copy", onClick: () => void navigator.clipboard.writeText(text) })}
      ${button({ label: words.say("save"), icon: "save", onClick: save })}
    </header>
    <div class="reader-text" tabindex="0" role="region" aria-label=${title} ${focusFirst()}>${lines(text, fileName)}</div>
  </section>`
}

/** Lines of a diff are told apart by their first character as well as by colour. */
function lines(text: string, fileName: string): TemplateResult {
  if (!/\.(diff|patch)$/.test(fileName)) return html`<pre>${text}</pre>`
  return html`<pre class="diff">${text.split("\n").map((line) => html`<span class=${kindOf(line)}>${line}\n</span>`)}</pre>`
}

function kindOf(line: string): string {
  if (/^(diff |index |--- |\+\+\+ )/.test(line)) return "meta"
  if (line.startsWith("@@")) return "hunk"
  if (line.startsWith("+")) return "added"
  return line.startsWith("-") ? "removed" : "same"
}
