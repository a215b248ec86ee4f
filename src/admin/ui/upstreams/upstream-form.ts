import { nothing, type TemplateResult } from "lit"
import { type UpstreamKind, upstreamKinds } from "../../../gateway/config/config.ts"
import { choiceField, type Filled, form, formOf, textField } from "../around/form.ts"
import type { Scene } from "../scene.ts"
import type { OpenForm } from "../ui-state.ts"

const kindNames = {
  gemini: "Gemini API",
  "vertex-gemini": "Vertex AI (Gemini)",
  "vertex-claude": "Vertex AI (Claude)",
  anthropic: "Anthropic",
  openai: "OpenAI",
  "openai-compatible": "OpenAI-compatible",
} as const satisfies Record<UpstreamKind, string>

/** As its vendor calls it. */
export function kindName(kind: UpstreamKind): string {
  return kindNames[kind]
}

/** Adds an upstream; null while it is not open. */
export function upstreamForm(scene: Scene): TemplateResult | null {
  const { words } = scene
  const open = formOf(scene, "upstream", "")
  if (open === null) return null
  const { kind } = open.fields
  const vertex = kind === "vertex-gemini" || kind === "vertex-claude"
  const own = kind === "openai-compatible"
  return form(scene, {
    label: words.say("addUpstream"),
    submit: words.say("add"),
    filled: (now) => filled(scene, now),
    fields: [
      choiceField(
        scene,
        "kind",
        words.say("upstreamKind"),
        upstreamKinds.map((one) => [one, kindNames[one]]),
      ),
      textField(scene, "name", { label: words.say("name"), placeholder: kind ?? "", first: true }),
      vertex ? textField(scene, "project", { label: words.say("project") }) : nothing,
      vertex
        ? textField(scene, "location", { label: words.say("location"), placeholder: "global" })
        : nothing,
      own
        ? textField(scene, "baseUrl", { label: words.say("baseUrl"), how: words.say("baseUrlHow") })
        : nothing,
    ],
  })
}

function filled({ words }: Scene, { fields }: OpenForm): Filled {
  const text = (field: string) => (fields[field] ?? "").trim()
  const orNull = (value: string) => (value === "" ? null : value)
  const kind = upstreamKinds.find((one) => one === fields.kind) ?? "gemini"
  const vertex = kind === "vertex-gemini" || kind === "vertex-claude"
  const wrong = (field: string): Filled => ({ kind: "wrong", field, why: words.say("needText") })
  if (kind === "openai-compatible" && text("baseUrl") === "") return wrong("baseUrl")
  if (vertex && text("project") === "") return wrong("project")
  return {
    kind: "ask",
    ask: {
      kind: "upstream-add",
      upstream: {
        // An empty name is the kind's.
        name: text("name") === "" ? kind : text("name"),
        kind,
        baseUrl: orNull(text("baseUrl")),
        project: vertex ? orNull(text("project")) : null,
        location: vertex ? (orNull(text("location")) ?? "global") : null,
      },
    },
  }
}
