import { html, nothing, type TemplateResult } from "lit"
import { button } from "../around/button.ts"
import { checkbox } from "../around/checkbox.ts"
import { fieldText } from "../around/field-text.ts"
import { icon } from "../icons.ts"
import type { Scene } from "../scene.ts"
import type { StartDraft } from "../ui-state.ts"
import { checksField } from "./checks-field.ts"
import { detectOnce, workspaceOf } from "./detect.ts"
import { type FormProblem, formOf, ranges } from "./form-of.ts"
import "./fields.ts"

const modes = ["safe", "auto", "unsafe"] as const
const modeNames = { safe: "modeSafe", auto: "modeAuto", unsafe: "modeUnsafe" } as const
const modeMeanings = { safe: "modeSafeMeans", auto: "modeAutoMeans", unsafe: "modeUnsafeMeans" } as const

/** Prepares a loop: task, checks, limits, mode. What is missing is told at its field, after the first try. */
export function startForm(scene: Scene): TemplateResult {
  const { words, view, state, act } = scene
  const { draft } = state
  const workspace = workspaceOf(scene)
  if (workspace === null)
    return html`<section class="hero">
      ${icon("rocket", "big quiet")}
      <h1>${words.say("startTitle")}</h1>
      <p class="soft">${words.say("startNoWorkspace")}</p>
    </section>`
  detectOnce(scene, workspace)
  const made = formOf(draft, workspace)
  const problem = made.kind === "problem" && draft.tried ? made.problem : null
  const change = (part: Partial<StartDraft>) => act.set({ draft: { ...act.current().draft, ...part } })
  const busy = made.kind === "form" && act.busy({ kind: "start", form: made.form })
  const go = () => {
    const order = formOf(act.current().draft, workspace)
    if (order.kind === "problem") return change({ tried: true })
    act.ask({ kind: "start", form: order.form }, (reply) => {
      if (reply.kind === "done") {
        change({ task: "", tried: false })
        act.set({ place: null })
      }
      return false
    })
  }
  return html`<section
    class="start"
    aria-labelledby="start"
    @keydown=${(event: KeyboardEvent) => (event.key === "Enter" && (event.ctrlKey || event.metaKey) ? go() : undefined)}
  >
    <header>
      <h1 id="start">${words.say("startTitle")}</h1>
      <p class="soft">${words.say("startIntro")}</p>
    </header>
    <div class="field">
      <label for="task">${words.say("startTask")}</label>
      <vscode-textarea id="task" rows="4" resize="vertical" ?invalid=${problem === "task"}
        .label=${words.say("startTask")} .placeholder=${words.say("startTaskPlaceholder")} .value=${draft.task}
        @input=${(event: Event) => change({ task: fieldText(event) })}></vscode-textarea>
      ${problem === "task" ? error(words.say("startTaskMissing")) : nothing}
    </div>
    ${
      view.abilities.workspaces.length < 2
        ? nothing
        : html`<div class="field">
            <label for="workspace">${words.say("startWorkspace")}</label>
            <select id="workspace" @change=${(event: Event) => change({ workspace: fieldText(event), checks: null, detectedFor: null })}>
              ${view.abilities.workspaces.map((folder) => html`<option value=${folder} ?selected=${folder === workspace}>${folder}</option>`)}
            </select>
          </div>`
    }
    ${checksField(scene, problem === "checks")}
    <div class="field-row">
      ${numberField(scene, "iterations", problem)} ${numberField(scene, "minutes", problem)} ${numberField(scene, "usd", problem)}
    </div>
    <fieldset class="field">
      <legend>${words.say("startMode")}</legend>
      <div class="segments">
        ${modes.map(
          (mode) => html`<label class="segment">
            <input type="radio" name="mode" value=${mode} .checked=${mode === draft.mode} @change=${() => change({ mode })}>
            <span>${words.say(modeNames[mode])}</span>
          </label>`,
        )}
      </div>
      <p class="soft small">${words.say(modeMeanings[draft.mode])}</p>
    </fieldset>
    <details ?open=${draft.optionsOpen} @toggle=${(event: Event) => {
      const open = event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open
      if (open !== draft.optionsOpen) change({ optionsOpen: open })
    }}>
      <summary>${words.say("startOptions")}</summary>
      <div class="field">
        <label for="completion">${words.say("startCompletion")}</label>
        <vscode-textfield id="completion" .label=${words.say("startCompletion")} .value=${draft.completion}
          @input=${(event: Event) => change({ completion: fieldText(event) })}></vscode-textfield>
        <p class="soft small">${words.say("startCompletionMeans")}</p>
      </div>
      ${checkbox(words.say("startBranch"), draft.ownBranch, (ownBranch) => change({ ownBranch }))}
    </details>
    <p class="buttons">
      ${button({ label: words.say("startGo"), icon: "debug-start", look: "primary", busy, onClick: go })}
      <span class="soft small">${words.say("startKeys")}</span>
    </p>
  </section>`
}

function numberField(
  { words, state, act }: Scene,
  name: "iterations" | "minutes" | "usd",
  problem: FormProblem | null,
): TemplateResult {
  const labels = { iterations: "startIterations", minutes: "startMinutes", usd: "startUsd" } as const
  const { min, max } = ranges[name]
  const label = words.say(labels[name])
  const caps = { safe: 5, auto: 20, unsafe: 100 } as const
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <vscode-textfield id=${name} inputmode="decimal" ?invalid=${problem === name} .label=${label} .value=${state.draft[name]}
      .placeholder=${name === "usd" ? words.say("startUsdPlaceholder", { usd: caps[state.draft.mode] }) : undefined}
      @input=${(event: Event) => act.set({ draft: { ...act.current().draft, [name]: fieldText(event) } })}></vscode-textfield>
    ${problem === name ? error(words.say("startRange", { min, max: words.number(max) })) : nothing}
  </div>`
}

function error(text: string): TemplateResult {
  return html`<p class="field-error" role="alert">${icon("error", "bad")} ${text}</p>`
}
