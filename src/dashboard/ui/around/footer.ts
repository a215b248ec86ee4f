import { html, nothing, type TemplateResult } from "lit"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import { iconButton } from "./button.ts"

/** The armed light: green only when a hook of ours has really been seen at work. */
export function footer(scene: Scene): TemplateResult {
  const { view, words, act } = scene
  const { tone, text, how } = light(scene)
  return html`<footer>
    <div class="light">
      ${icon("circle-filled", `lamp ${tone}`)}
      <span>${text}</span>
      <span class="grow"></span>
      ${
        view.abilities.setup
          ? iconButton({
              icon: "pulse",
              label: words.say("runDoctor"),
              busy: act.busy({ kind: "doctor" }),
              onClick: () => act.ask({ kind: "doctor" }),
            })
          : nothing
      }
    </div>
    ${how === "" ? nothing : html`<p class="soft">${how}</p>`}
  </footer>`
}

function light({ view, words, now }: Scene): { tone: string; text: string; how: string } {
  const { plugin, hookSeenAt, note } = view.setup
  if (plugin === "missing") return { tone: "off", text: words.say("lightMissing"), how: "" }
  if (plugin === "damaged") return { tone: "bad", text: words.say("lightDamaged"), how: "" }
  if (hookSeenAt === null)
    return {
      tone: "off",
      text: words.say("lightNever"),
      how: note === "" ? words.say("lightNeverHow") : note,
    }
  return { tone: "good", text: words.say("lightSeen", { ago: words.ago(hookSeenAt, now) }), how: "" }
}
