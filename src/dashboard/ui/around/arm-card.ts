import { html, nothing, type TemplateResult } from "lit"
import type { ArmView } from "../../model/view.ts"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import { button, iconButton } from "./button.ts"
import { isAlone, newLoop } from "./tabs.ts"

/** A prepared loop that waits for a conversation: what to do, and for how long it waits. */
export function armCard(scene: Scene, arm: ArmView): TemplateResult {
  const { words, state, now } = scene
  const left = arm.expiresAt - now
  const isSent = state.sent.includes(arm.token)
  return html`<article class="arm">
    <header class="head">
      <p class="state">
        ${icon("record", "wait")}<strong class="word">${words.say("wordArmed")}</strong><span class="grow"></span>
        ${isSent && left > 0 ? nothing : html`<span class="soft num">${left > 0 ? words.say("armExpires", { time: words.clock(left) }) : words.say("armExpired")}</span>`}
        ${isAlone(scene) ? newLoop(scene, false) : nothing}
      </p>
      <p class="task-line">${arm.task}</p>
    </header>
    ${isSent && left > 0 ? waiting(scene, arm, left) : offer(scene, arm)}
    <dl class="facts">
      <dt>${words.say("factChecks")}</dt>
      <dd>${arm.checks.length === 0 ? words.say("factNoChecks") : arm.checks.map((check) => html`<code class="line">${check}</code>`)}</dd>
      <dt>${words.say("factWorkspace")}</dt>
      <dd class="cut" title=${arm.workspace}>${arm.workspace}</dd>
    </dl>
  </article>`
}

/** Its line is not in the chat yet: the way there. */
function offer({ words, act, view }: Scene, arm: ArmView): TemplateResult {
  const sends = view.abilities.chat === "send"
  const { send, withdraw } = asksOf(arm)
  return html`<section class="card wait">
    <p class="buttons">
      ${button({
        label: words.say(sends ? "armSend" : "armCopy"),
        icon: sends ? "send" : "copy",
        look: "primary",
        busy: act.busy(send),
        onClick: () => act.ask(send),
      })}
      ${button({ label: words.say("withdraw"), busy: act.busy(withdraw), onClick: () => act.ask(withdraw) })}
    </p>
    <p class="soft">${words.say(sends ? "armSendMeans" : "armPaste")}</p>
    <div class="paste">
      <code>${arm.paste}</code>
      ${iconButton({ icon: "copy", label: words.say("armCopy"), onClick: () => act.copy(arm.paste) })}
    </div>
  </section>`
}

/** Its line was sent. Sending it again would bring it into another conversation, so nothing here is pressed first. */
function waiting({ words, act }: Scene, arm: ArmView, left: number): TemplateResult {
  const { send, withdraw } = asksOf(arm)
  return html`<section class="card wait">
    <p>${icon("check", "good")} ${words.say("armSent", { time: words.clock(left) })}</p>
    <p class="buttons">
      ${button({ label: words.say("armSendAgain"), busy: act.busy(send), onClick: () => act.ask(send) })}
      ${button({ label: words.say("armCopy"), onClick: () => act.copy(arm.paste) })}
      ${button({ label: words.say("withdraw"), busy: act.busy(withdraw), onClick: () => act.ask(withdraw) })}
    </p>
  </section>`
}

function asksOf({ token }: ArmView) {
  return { send: { kind: "send-arm", token }, withdraw: { kind: "withdraw-arm", token } } as const
}
