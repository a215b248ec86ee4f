import { changeConfig, type FullFile } from "../../gateway/config/change-config.ts"
import type { ConfigFile } from "../../gateway/config/config-schema.ts"
import {
  addCredential,
  type CredentialChange,
  type GivenSecret,
  removeCredential,
} from "../../gateway/config/credentials.ts"
import { readGatewayConfig } from "../../gateway/config/read-config.ts"
import type { GatewayParts } from "../../gateway/serve/gateway-parts.ts"
import { systemStore } from "../../secrets/stores.ts"
import type { AdminAsk, AdminReply, SecretForm } from "../model/messages.ts"
import { refused } from "./refused.ts"

type SettingsAsk = Extract<
  AdminAsk,
  {
    readonly kind:
      | "upstream-add"
      | "upstream-remove"
      | "strategy"
      | "credential-add"
      | "credential-change"
      | "credential-remove"
      | "alias-add"
      | "alias-remove"
      | "budget"
  }
>

/** Changes the configuration file, and what the running gateway makes of it. Throws StoreError. */
export async function changeSettings(parts: GatewayParts, ask: SettingsAsk): Promise<AdminReply> {
  switch (ask.kind) {
    case "credential-add": {
      const { upstream, name } = ask
      const place = placeOf(parts)
      const given = givenSecret(ask.secret, systemStore(place).isThere())
      const order = { upstream, name, now: parts.now(), given, upstreamToMake: null }
      const first = await addCredential(place, order)
      // A store of the system that is there and yet refuses (locked, no session) is no reason to send the user away.
      const retried =
        first.kind === "refused" && given.from === "typed" && given.store === "system"
          ? await addCredential(place, { ...order, given: { ...given, store: "file" } })
          : first
      return await withCredential(parts, retried)
    }
    case "credential-remove": {
      const { upstream, name } = ask
      return await withCredential(
        parts,
        await removeCredential(placeOf(parts), { upstream, name, now: parts.now() }),
      )
    }
    default: {
      const changed = await changeConfig(parts.home, parts.env, parts.now(), (file) => changedFile(file, ask))
      if (changed.kind === "wrong") return refused(changed.why, "Nothing was changed.")
      // The address it listens at stays as long as it runs.
      parts.configure({ ...changed.config, server: parts.config().server })
      return { kind: "done", message: messageOf(ask) }
    }
  }
}

type FileAsk = Exclude<SettingsAsk, { readonly kind: "credential-add" | "credential-remove" }>

/** The file with the change in it, or why it cannot be made. */
function changedFile(file: FullFile, ask: FileAsk): ConfigFile | string {
  switch (ask.kind) {
    case "upstream-add": {
      const { name, kind, baseUrl, project, location } = ask.upstream
      if (file.upstreams.some((one) => (one.name ?? one.kind) === name))
        return `There is an upstream "${name}" already.`
      const added = {
        name,
        kind,
        ...(baseUrl === null ? {} : { baseUrl }),
        ...(project === null ? {} : { project }),
        ...(location === null ? {} : { location }),
      }
      return { ...file, upstreams: [...file.upstreams, added] }
    }
    case "upstream-remove":
      return {
        ...file,
        upstreams: file.upstreams.filter((one) => (one.name ?? one.kind) !== ask.upstream),
        // They would stand for nothing, and a file with such a name is refused.
        ...(file.aliases === undefined
          ? {}
          : { aliases: file.aliases.filter(({ upstream }) => upstream !== ask.upstream) }),
      }
    case "strategy":
      return inUpstream(file, ask.upstream, (found) => ({ ...found, strategy: ask.strategy }))
    case "credential-change": {
      const { name, settings } = ask
      return inUpstream(file, ask.upstream, (found) => {
        const all = found.credentials ?? []
        if (!all.some((one) => one.name === name))
          return `The credential "${name}" comes from the environment: add one of your own first.`
        return {
          ...found,
          credentials: all.map((one) => (one.name === name ? { ...one, ...settings } : one)),
        }
      })
    }
    case "alias-add": {
      const { name, upstream, model } = ask
      const others = (file.aliases ?? []).filter((alias) => alias.name !== name)
      return { ...file, aliases: [...others, { name, upstream, model }] }
    }
    case "alias-remove":
      return { ...file, aliases: (file.aliases ?? []).filter(({ name }) => name !== ask.name) }
    case "budget": {
      const { dailyUsd, weeklyUsd, unknownPrice } = ask
      return { ...file, budget: { ...file.budget, dailyUsd, weeklyUsd, unknownPrice } }
    }
    default:
      return ask satisfies never
  }
}

type UpstreamFile = FullFile["upstreams"][number]

function inUpstream(
  file: FullFile,
  name: string,
  change: (found: UpstreamFile) => UpstreamFile | string,
): ConfigFile | string {
  const found = file.upstreams.find((upstream) => (upstream.name ?? upstream.kind) === name)
  if (found === undefined) return `There is no upstream "${name}".`
  const next = change(found)
  if (typeof next === "string") return next
  return { ...file, upstreams: file.upstreams.map((one) => (one === found ? next : one)) }
}

async function withCredential(parts: GatewayParts, change: CredentialChange): Promise<AdminReply> {
  if (change.kind === "refused") return refused(change.why, "Nothing else was changed.")
  parts.forgetSecrets()
  const read = await readGatewayConfig(parts.home, parts.env)
  if (read.kind === "wrong") return refused(read.why, "The gateway goes on with what it had.")
  parts.configure({ ...read.config, server: parts.config().server })
  return { kind: "done", message: change.message }
}

function givenSecret(secret: SecretForm, systemIsThere: boolean): GivenSecret {
  return secret.from === "typed" ? { ...secret, store: systemIsThere ? "system" : "file" } : secret
}

function placeOf({ home, env }: GatewayParts): Parameters<typeof addCredential>[0] {
  return { home, env, platform: process.platform }
}

function messageOf(ask: FileAsk): string {
  switch (ask.kind) {
    case "upstream-add":
      return `The upstream "${ask.upstream.name}" is added.`
    case "upstream-remove":
      return `The upstream "${ask.upstream}" is removed.`
    case "strategy":
      return `The credentials of "${ask.upstream}" are chosen anew from the next call on.`
    case "credential-change":
      return `The credential "${ask.name}" of "${ask.upstream}" is changed.`
    case "alias-add":
      return `"${ask.name}" stands for ${ask.model} now.`
    case "alias-remove":
      return `"${ask.name}" is no alias any more.`
    case "budget":
      return "The budget is changed; it holds for the next call."
    default:
      return ask satisfies never
  }
}
