import { html, nothing, type TemplateResult } from "lit"
import { iconButton } from "../../../dashboard/ui/around/button.ts"
import { icon } from "../../../dashboard/ui/icons.ts"
import type { KeyView } from "../../model/view.ts"
import { openForm } from "../around/form.ts"
import { question } from "../around/question.ts"
import type { Scene } from "../scene.ts"
import { meter } from "./budget-bars.ts"
import { changeKeyForm } from "./key-form.ts"

const day = 86_400_000

/** One key: what it may do, and what it has spent of its own limits. */
export function clientKey(scene: Scene, key: KeyView): TemplateResult {
  const { words, act, now } = scene
  const { name, prefix, revokedAt, expiresAt } = key
  const dead = revokedAt !== null || (expiresAt !== null && expiresAt <= now)
  return html`<li class="key ${dead ? "dead" : ""}">
    <div class="credential-head">
      ${icon("key", dead ? "quiet" : "run")}
      <span class="cut"><strong>${name}</strong> <code class="soft">${prefix}…</code></span>
      <span class="grow"></span>
      ${
        revokedAt !== null
          ? nothing
          : html`${iconButton({
              icon: "edit",
              label: `${words.say("change")}: ${name}`,
              onClick: () => openForm(scene, "key-change", name, fieldsOf(key, now)),
            })}
            ${iconButton({
              icon: "circle-slash",
              label: `${words.say("revoke")}: ${name}`,
              onClick: () => act.set({ asking: `key ${name}`, form: null }),
            })}`
      }
    </div>
    <p class="credential-facts small soft">${factsOf(scene, key).join(" · ")}</p>
    ${revokedAt !== null ? nothing : meters(scene, key)}
    ${question(scene, `key ${name}`, {
      text: words.say("revokeAsk", { name }),
      yes: words.say("revoke"),
      ask: { kind: "key-revoke", name },
    })}
    ${changeKeyForm(scene, key) ?? nothing}
  </li>`
}

function factsOf({ words, now }: Scene, key: KeyView): string[] {
  const { models, loop, concurrency, lastUsedAt, expiresAt, revokedAt } = key
  return [
    models === "all" ? words.say("keyAllModels") : models.join(", "),
    ...(loop === null ? [] : [words.say("keyOfLoop", { loop })]),
    ...(concurrency === null ? [] : [words.say("keyAtOnce", { n: concurrency })]),
    ...(expiresAt === null || revokedAt !== null
      ? []
      : [
          expiresAt <= now
            ? words.say("keyExpired", { ago: words.ago(expiresAt, now) })
            : words.say("keyExpiresAt", { time: words.time(expiresAt, now) }),
        ]),
    lastUsedAt === null ? words.say("keyUnused") : words.say("keyUsed", { ago: words.ago(lastUsedAt, now) }),
    ...(revokedAt === null ? [] : [words.say("revokedAgo", { ago: words.ago(revokedAt, now) })]),
  ]
}

function meters({ words }: Scene, { caps, spent }: KeyView): TemplateResult | typeof nothing {
  const all = [
    { label: words.say("capDaily"), limit: caps.dailyUsd, used: spent.daily },
    { label: words.say("capWeekly"), limit: caps.weeklyUsd, used: spent.weekly },
    { label: words.say("capTotal"), limit: caps.totalUsd, used: spent.total },
  ].flatMap(({ label, limit, used }) => (limit === null ? [] : [{ label, limit, used: used ?? 0 }]))
  if (all.length === 0) return nothing
  return html`<ul class="meters">
    ${all.map(
      ({ label, limit, used }) =>
        html`<li>${meter({
          label,
          text: words.say("budgetOf", { spent: words.usd(used), limit: words.usd(limit) }),
          part: limit === 0 ? 1 : used / limit,
          held: 0,
        })}</li>`,
    )}
  </ul>`
}

function fieldsOf({ models, expiresAt, caps, concurrency }: KeyView, now: number): Record<string, string> {
  const text = (value: number | null) => (value === null ? "" : String(value))
  return {
    models: models === "all" ? "" : models.join(", "),
    days: expiresAt === null ? "" : String(Math.max(1, Math.ceil((expiresAt - now) / day))),
    daily: text(caps.dailyUsd),
    weekly: text(caps.weeklyUsd),
    total: text(caps.totalUsd),
    concurrency: text(concurrency),
  }
}
