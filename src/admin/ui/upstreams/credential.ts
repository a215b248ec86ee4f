import { html, nothing, type TemplateResult } from "lit"
import { iconButton } from "../../../dashboard/ui/around/button.ts"
import { type IconName, icon } from "../../../dashboard/ui/icons.ts"
import type { CredentialState, CredentialView, LimitView, UpstreamView } from "../../model/view.ts"
import { openForm } from "../around/form.ts"
import { question } from "../around/question.ts"
import type { Scene } from "../scene.ts"
import { credentialForm } from "./credential-form.ts"

const looks = {
  ready: { icon: "pass", tone: "good", key: "credReady" },
  busy: { icon: "pulse", tone: "run", key: "credBusy" },
  cooling: { icon: "watch", tone: "warn", key: "credCooling" },
  off: { icon: "circle-slash", tone: "quiet", key: "credOff" },
  "no-secret": { icon: "error", tone: "bad", key: "credNoSecret" },
  "at-floor": { icon: "debug-pause", tone: "warn", key: "credAtFloor" },
} as const satisfies Record<
  CredentialState,
  { readonly icon: IconName; readonly tone: string; readonly key: string }
>

/** One credential: whether it can be used now, why not, and what it was used for. */
export function credential(scene: Scene, upstream: UpstreamView, one: CredentialView): TemplateResult {
  const { words, act, now } = scene
  const { name } = one
  const look = looks[one.state]
  const id = `${upstream.name}/${name}`
  const reset = { kind: "reset", upstream: upstream.name, credential: name } as const
  return html`<li class="credential">
    <div class="credential-head">
      ${icon(look.icon, look.tone)}
      <span class="cut"><strong>${name}</strong> <span class="soft">${one.source}</span></span>
      <span class="grow"></span>
      ${
        one.state === "cooling"
          ? iconButton({
              icon: "refresh",
              label: `${words.say("reset")}: ${id}`,
              busy: act.busy(reset),
              onClick: () => act.ask(reset),
            })
          : nothing
      }
      ${iconButton({
        icon: "edit",
        label: `${words.say("change")}: ${id}`,
        onClick: () =>
          openForm(scene, "credential-change", id, {
            enabled: one.enabled ? "yes" : "no",
            weight: String(one.weight),
            priority: String(one.priority),
            floor: one.stopAtUsdPerDay === null ? "" : String(one.stopAtUsdPerDay),
          }),
      })}
      ${iconButton({ icon: "trash", label: `${words.say("remove")}: ${id}`, onClick: () => act.set({ asking: `credential ${id}`, form: null }) })}
    </div>
    <p class="credential-facts small soft">${[words.say(look.key), ...factsOf(scene, one)].join(" · ")}</p>
    ${one.cooldowns.map(({ model, until, why }) => {
      const time = words.duration(until - now)
      return html`<p class="credential-facts small">${
        model === null
          ? words.say("coolingAll", { time, why })
          : words.say("coolingModel", { model, time, why })
      }</p>`
    })}
    ${one.limits.map((limit) => limitLine(scene, limit))}
    ${question(scene, `credential ${id}`, {
      text: words.say("removeAsk", { name: id }),
      yes: words.say("remove"),
      ask: { kind: "credential-remove", upstream: upstream.name, name },
    })}
    ${credentialForm(scene, upstream, one) ?? nothing}
  </li>`
}

function factsOf({ words }: Scene, one: CredentialView): string[] {
  const { active, limit, spentToday, stopAtUsdPerDay, requestsToday } = one
  const places =
    limit === null
      ? active === 0
        ? []
        : [words.count("active", active)]
      : [words.say("activeOf", { n: active, max: limit })]
  const money =
    spentToday === null
      ? []
      : stopAtUsdPerDay === null
        ? [words.say("spentToday", { usd: words.usd(spentToday) })]
        : [words.say("spentOfToday", { usd: words.usd(spentToday), max: words.usd(stopAtUsdPerDay) })]
  return [...places, ...(requestsToday === null ? [] : [words.count("requests", requestsToday)]), ...money]
}

function limitLine(
  { words, now }: Scene,
  { what, remaining, limit, source, seenAt }: LimitView,
): TemplateResult {
  const known = remaining ?? limit
  if (known === null) return html``
  const text =
    remaining !== null && limit !== null
      ? words.say("limitLeft", { what, n: words.number(remaining), max: words.number(limit) })
      : words.say("limitKnown", { what, n: words.number(known) })
  return html`<p class="credential-facts small soft" title=${words.say("limitSource", { source, ago: words.ago(seenAt, now) })}>
    ${text} (${words.ago(seenAt, now)})
  </p>`
}
