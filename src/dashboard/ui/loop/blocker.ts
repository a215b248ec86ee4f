import { html, nothing, type TemplateResult } from "lit"
import type { Blocker } from "../../model/view.ts"
import type { Scene } from "../scene.ts"

/** A failure: its name leads to its place, then expected and actual, else its message. */
export function blocker(
  scene: Scene,
  loop: string,
  { title, message, expected, actual, file, line }: Blocker,
): TemplateResult {
  const { words, act, view } = scene
  const place = file === null ? null : line === null ? file : `${file}:${line}`
  const name =
    file !== null && view.abilities.editor
      ? html`<button
          type="button"
          class="link"
          title=${words.say("openAt", { place: place ?? file })}
          @click=${() => act.ask({ kind: "open-file", loop, file, line })}
        >${title}</button>`
      : html`<span>${title}</span>`
  return html`<div class="blocker">
    ${name} ${place === null || title.includes(file ?? "") ? nothing : html`<span class="soft small place">${place}</span>`}
    ${
      expected === null && actual === null
        ? message === "" || message === title
          ? nothing
          : html`<p class="soft message">${message}</p>`
        : html`<dl class="values">
            <dt>${words.say("expected")}</dt><dd><code>${expected ?? "–"}</code></dd>
            <dt>${words.say("actual")}</dt><dd><code>${actual ?? "–"}</code></dd>
          </dl>`
    }
  </div>`
}
