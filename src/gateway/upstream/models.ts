import type { AliasConfig, Format, UpstreamConfig } from "../config/config.ts"
import type { KeptList } from "./kept-lists.ts"
import { isOfFamily, knownModels } from "./known-models.ts"
import { type ListsOrder, type ModelLists, openModelLists } from "./model-lists.ts"
import { formatFor, type Target } from "./target.ts"

export type ModelEntry = {
  /** As clients name it. */
  readonly id: string
  readonly displayName: string
  readonly upstream: string
  /** What it stands for, where it is one of the user's own names. */
  readonly aliasOf: string | null
  /** Epoch seconds, where the upstream tells. */
  readonly createdAt: number | null
  /** `listed` by the upstream, `configured` in the file, or `known`: the upstream could not be asked. */
  readonly source: "listed" | "configured" | "known"
  /** How old the upstream's own list is, in ms; null where it gave none. */
  readonly ageMs: number | null
}

type Resolution =
  | { readonly kind: "targets"; readonly targets: readonly Target[] }
  | { readonly kind: "unknown" }

export type ModelList = {
  /** Every model of every upstream, aliases first; asks upstreams whose list is too old. */
  readonly list: () => Promise<readonly ModelEntry[]>
  /** Who serves a model, the first choice first; `client`: the client's format. Asks no upstream unless it must. */
  readonly resolveModel: (name: string, client: Format | null) => Promise<Resolution>
  /** Forgets the ages, so that the next question asks the upstreams again. */
  readonly refresh: () => void
  /** Ends questions under way. */
  readonly close: () => void
}

export type ModelListOrder = ListsOrder & {
  readonly upstreams: () => readonly UpstreamConfig[]
  readonly aliases: () => readonly AliasConfig[]
}

/** A list older than this is asked anew, in the background where an old one is at hand. */
const keepMs = 60 * 60_000
/** A name that is missing may be new: the list is asked again, but not more often than this. */
const anewMs = 60_000

/** The models of all upstreams. Aliases are the user's own; no other name is ever taken for another model. */
export function openModelList(order: ModelListOrder): ModelList {
  const lists = openModelLists(order)
  const asked = (): readonly UpstreamConfig[] => order.upstreams().filter(({ models }) => models === "listed")
  return {
    list: async () => {
      const due = asked().filter((upstream) => lists.isDue(upstream, lists.of(upstream) ? keepMs : anewMs))
      await Promise.all(due.map(lists.ask))
      const upstreams = order.upstreams()
      return [
        ...order.aliases().map((alias) => aliasEntry(alias)),
        ...upstreams.flatMap((upstream) => entriesOf(upstream, lists.of(upstream), order.now())),
      ]
    },
    resolveModel: async (told, client) => {
      const name = told.replace(/^models\//, "")
      const targets = targetsOf(name, client, order, lists)
      const doubtful: UpstreamConfig[] = []
      for (const upstream of asked()) {
        const list = lists.of(upstream)
        if (targets.length === 0 || (list === null && isGuess(upstream, targets))) {
          if (lists.isDue(upstream, anewMs)) doubtful.push(upstream)
        } else if (list !== null && lists.isDue(upstream, keepMs)) {
          void lists.ask(upstream)
        }
      }
      if (doubtful.length === 0) return resolution(targets)
      await Promise.all(doubtful.map(lists.ask))
      return resolution(targetsOf(name, client, order, lists))
    },
    refresh: lists.forgetAges,
    close: lists.close,
  }
}

/** A server of unknown making takes any name while its list is not known: it is asked before it gets one. */
function isGuess(upstream: UpstreamConfig, targets: readonly Target[]): boolean {
  return (
    upstream.kind === "openai-compatible" &&
    targets.some((target) => target.alias === null && target.upstream === upstream)
  )
}

function resolution(targets: readonly Target[]): Resolution {
  return targets.length === 0 ? { kind: "unknown" } : { kind: "targets", targets }
}

function targetsOf(
  name: string,
  client: Format | null,
  { upstreams, aliases }: ModelListOrder,
  lists: ModelLists,
): readonly Target[] {
  const all = upstreams()
  const alias = aliases().find((one) => one.name === name)
  if (alias !== undefined) {
    const upstream = all.find((one) => one.name === alias.upstream)
    return upstream === undefined ? [] : [targetOf(upstream, alias.model, client, name)]
  }
  const direct = all.filter((upstream) => offers(upstream, name, lists.of(upstream)))
  // A server that takes any name, because its list is not known, gets none that another upstream has.
  const sure = direct.filter(
    (one) => one.kind !== "openai-compatible" || one.models !== "listed" || lists.of(one),
  )
  if (direct.length > 0)
    return (sure.length > 0 ? sure : direct).map((upstream) => targetOf(upstream, name, client, null))
  // `upstream/model` says which upstream is meant.
  const slash = name.indexOf("/")
  const named = slash > 0 ? all.find((upstream) => upstream.name === name.slice(0, slash)) : undefined
  const rest = name.slice(slash + 1)
  if (named === undefined || !offers(named, rest, lists.of(named))) return []
  return [targetOf(named, rest, client, name)]
}

function targetOf(
  upstream: UpstreamConfig,
  model: string,
  client: Format | null,
  alias: string | null,
): Target {
  return { upstream, model, format: formatFor(upstream, client), alias }
}

function offers(upstream: UpstreamConfig, model: string, list: KeptList | null): boolean {
  if (upstream.models !== "listed") return upstream.models.includes(model)
  // Vertex lists what there is in all, without versions and without what a project alone may use.
  const isCatalogue = upstream.kind === "vertex-gemini" || upstream.kind === "vertex-claude"
  if (list === null || isCatalogue) return isOfFamily(upstream, model)
  const names = namesIn(list)
  return names.has(model) || names.has(model.replace(/(-latest|-0|@(\d{8}|latest|default))$/, ""))
}

const namesOf = new WeakMap<KeptList, ReadonlySet<string>>()

/** Listed names, and the same without their date: vendors take both and list one (`claude-opus-4-5-20251101`). */
function namesIn(list: KeptList): ReadonlySet<string> {
  const known = namesOf.get(list)
  if (known !== undefined) return known
  const names = new Set(
    list.models.flatMap(({ id }) => [id, id.replace(/[-@]\d{8}$|-\d{4}-\d{2}-\d{2}$/, "")]),
  )
  namesOf.set(list, names)
  return names
}

function aliasEntry({ name, upstream, model }: AliasConfig): ModelEntry {
  const common = { createdAt: null, source: "configured", ageMs: null } as const
  return { id: name, displayName: `${name} (${model})`, upstream, aliasOf: model, ...common }
}

function entriesOf(upstream: UpstreamConfig, list: KeptList | null, now: number): readonly ModelEntry[] {
  const entry = (id: string, source: ModelEntry["source"]): ModelEntry => {
    return {
      id,
      displayName: id,
      upstream: upstream.name,
      aliasOf: null,
      createdAt: null,
      source,
      ageMs: null,
    }
  }
  if (upstream.models !== "listed") return upstream.models.map((id) => entry(id, "configured"))
  if (list === null) return knownModels(upstream).map((id) => entry(id, "known"))
  const ageMs = Math.max(0, now - list.at)
  return list.models.map((model) => ({ ...entry(model.id, "listed"), ...model, ageMs }))
}
