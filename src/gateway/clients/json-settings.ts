import { depthOf, isJsonObject, jsonTextAt, withJson, withoutJson } from "./json-text.ts"
import type { Before, SettingFormat } from "./setting.ts"

/** Settings in JSON, with or without comments. */
export const jsonSettings: SettingFormat = {
  apply(text, settings) {
    let changed = text.trim() === "" ? "{}\n" : text
    if (!isJsonObject(changed)) return { kind: "refused", why: "it is no JSON object" }
    const befores: Before[] = []
    for (const { key, value } of settings) {
      const after = JSON.stringify(value)
      const next = withJson(changed, key, after)
      if (next === null) return { kind: "refused", why: `"${key.join(".")}" has no place in it` }
      befores.push({ key, before: jsonTextAt(changed, key), after, depth: depthOf(changed, key) })
      changed = next
    }
    return { kind: "applied", text: changed, befores }
  },
  withdraw(text, befores) {
    let changed = text
    // The last first: what an earlier one made is empty by then.
    for (const { key, before, after, depth } of befores.toReversed()) {
      if (jsonTextAt(changed, key) !== after) continue
      if (before !== null) {
        changed = withJson(changed, key, before) ?? changed
        continue
      }
      changed = withoutJson(changed, key)
      for (let length = key.length - 1; length > depth; length--) {
        const container = jsonTextAt(changed, key.slice(0, length))
        if (container !== null && /^\{\s*\}$/.test(container))
          changed = withoutJson(changed, key.slice(0, length))
      }
    }
    return changed
  },
}
