import { nothing, type TemplateResult } from "lit"
import type { SecretForm } from "../../model/messages.ts"
import type { UpstreamView } from "../../model/view.ts"
import { choiceField, type Filled, form, formOf, textField } from "../around/form.ts"
import type { Scene } from "../scene.ts"
import type { OpenForm } from "../ui-state.ts"

/** Adds a credential to an upstream; null while it is not open. */
export function credentialAddForm(scene: Scene, upstream: UpstreamView): TemplateResult | null {
  const { words } = scene
  const open = formOf(scene, "credential-add", upstream.name)
  if (open === null) return null
  const { from } = open.fields
  const vertex = upstream.kind === "vertex-gemini" || upstream.kind === "vertex-claude"
  return form(scene, {
    label: `${words.say("addCredential")}: ${upstream.name}`,
    submit: words.say("add"),
    filled: (now) => filled(scene, upstream, now),
    fields: [
      textField(scene, "name", { label: words.say("name"), first: true }),
      choiceField(scene, "from", words.say("secretFrom"), [
        ...(vertex
          ? ([
              ["adc", words.say("secretAdc")],
              ["service-account", words.say("secretAccount")],
            ] as const)
          : []),
        ["typed", words.say("secretTyped")],
        ["env", words.say("secretEnv")],
        ...(upstream.kind === "openai-compatible" ? ([["none", words.say("secretNone")]] as const) : []),
      ]),
      from === "typed"
        ? textField(scene, "secret", {
            label: words.say("secretText"),
            type: "password",
            how: words.say("secretHow"),
          })
        : nothing,
      from === "env"
        ? textField(scene, "env", { label: words.say("envName"), placeholder: "GEMINI_API_KEY" })
        : nothing,
      from === "service-account" ? textField(scene, "path", { label: words.say("accountPath") }) : nothing,
    ],
  })
}

function filled({ words }: Scene, upstream: UpstreamView, { fields }: OpenForm): Filled {
  const name = (fields.name ?? "").trim()
  if (name === "") return { kind: "wrong", field: "name", why: words.say("needName") }
  const secret = secretOf(fields)
  return secret === null
    ? { kind: "wrong", field: "secret", why: words.say("needText") }
    : { kind: "ask", ask: { kind: "credential-add", upstream: upstream.name, name, secret } }
}

function secretOf(fields: OpenForm["fields"]): SecretForm | null {
  const text = (field: string) => (fields[field] ?? "").trim()
  switch (fields.from) {
    case "env":
      return text("env") === "" ? null : { from: "env", name: text("env") }
    case "service-account":
      return text("path") === "" ? null : { from: "service-account", path: text("path") }
    case "adc":
    case "none":
      return { from: fields.from }
    default:
      return text("secret") === "" ? null : { from: "typed", secret: text("secret") }
  }
}
