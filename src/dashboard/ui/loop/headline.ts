import { html, nothing, type TemplateResult } from "lit"
import type { LoopCard } from "../../model/view.ts"
import { isAlone, newLoop } from "../around/tabs.ts"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import { lookOf } from "./look.ts"

/** Is it alive: the state in a word, how far, for how long; below it the task. */
export function headline(scene: Scene, loop: LoopCard): TemplateResult {
  const { words, now, view, state, act } = scene
  const look = lookOf(loop)
  const elapsed = loop.elapsedMs + (loop.clockRuns ? Math.max(0, now - view.at) : 0)
  const progress =
    loop.iteration === 0
      ? words.say("beforeFirst")
      : words.say("iterationOf", { n: loop.iteration, max: loop.ends.maxIterations })
  return html`<header class="head">
    <p class="state">
      ${icon(look.icon, `${look.tone}${look.spins ? " spin" : ""}`)}
      <strong class="word">${words.say(look.key)}</strong>
      <span class="soft cut">${progress}</span>
      <span class="grow"></span>
      <span class="soft num">${words.duration(elapsed)}</span>
      ${isAlone(scene) ? newLoop(scene, false) : nothing}
    </p>
    <button
      type="button"
      class="task"
      aria-expanded=${state.taskOpen ? "true" : "false"}
      title=${loop.task}
      @click=${() => act.set({ taskOpen: !state.taskOpen })}
    ><span class=${state.taskOpen ? "whole" : "cut"}>${loop.task}</span>${icon(state.taskOpen ? "chevron-down" : "chevron-right")}</button>
    ${state.taskOpen ? settings(scene, loop) : nothing}
  </header>`
}

function settings({ words, now }: Scene, loop: LoopCard): TemplateResult {
  const { branch } = loop
  const branchText =
    branch === null
      ? words.say("factNoBranch")
      : branch.previous === null
        ? branch.name
        : words.say("factBranchFrom", { name: branch.name, previous: branch.previous })
  const modes = { safe: "modeSafe", auto: "modeAuto", unsafe: "modeUnsafe" } as const
  return html`<dl class="facts small">
    <dt>${words.say("factChecks")}</dt>
    <dd>${loop.checks.length === 0 ? words.say("factNoChecks") : loop.checks.map((check) => html`<code class="line">${check}</code>`)}</dd>
    <dt>${words.say("factBranch")}</dt>
    <dd>${branchText}</dd>
    <dt>${words.say("factMode")}</dt>
    <dd>${words.say(modes[loop.mode])}</dd>
    <dt>${words.say("factWorkspace")}</dt>
    <dd>${loop.workspace}</dd>
    <dt>${words.say("factHost")}</dt>
    <dd>${loop.host}</dd>
    <dt>${words.say("factLoop")}</dt>
    <dd><code>${loop.id}</code>, ${words.time(loop.createdAt, now)}</dd>
  </dl>`
}
