import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { stateVersion } from "../../src/loop/version.ts"
import { encodeEnvelope } from "../../src/store/envelope.ts"
import { readNotices } from "../../src/store/notices.ts"
import { parseRecord } from "../../src/system/json-record.ts"
import { playground } from "../e2e/playground.ts"
import { answers, started } from "../e2e/started.ts"
import { miscounts } from "./counts.ts"

describe("two versions of the plugin", () => {
  it("never harm a loop of the newer one: the older lets go, tells, and leaves every byte", async () => {
    using place = playground()
    const host = place.host()
    await started(place, host)
    const state = place.state()
    const path = join(place.home, "loops", state.id, "state.json")
    const newer = encodeEnvelope(state, { version: stateVersion + 1, table: new Map() })
    writeFileSync(path, newer)
    for (let i = 0; i < 4; i++) expect(answers(await host.stop({ executionNum: i }))).toEqual([{}])
    expect(readFileSync(path, "utf8")).toBe(newer)
    expect(readNotices(place.home)[0]?.text).toContain("newer version")

    // The newer one is back.
    writeFileSync(path, encodeEnvelope(state))
    place.write("fixed", "right")
    host.write("MODEL", "PLANNER_RESPONSE", "right")
    expect(answers(await host.stop())).toEqual([{}])
    expect(place.state().outcome?.kind).toBe("verified")
    expect(miscounts(place.home, state.id, 1)).toEqual([])
  })

  it("keep what the newer one knows more of, and answer the same Stop once, whoever is faster", async () => {
    using place = playground()
    const second = `${place.plugin}-next`
    cpSync(place.plugin, second, { recursive: true })
    const host = place.host()
    await started(place, host)
    const state = place.state()
    const path = join(place.home, "loops", state.id, "state.json")
    const stored = parseRecord(readFileSync(path, "utf8"))
    expect(stored?.schema).toBe(stateVersion)
    writeFileSync(path, encodeEnvelope({ ...state, ...{ futureFact: { kept: ["as it is"] } } }))
    const { conversationId } = host
    const next = place.host({ plugin: second, conversationId })
    for (let round = 1; round <= 3; round++) {
      place.write("check.sh", `echo "FAIL ${round}"; exit 1\n`)
      place.write("work.txt", `round ${round}`)
      host.write("MODEL", "PLANNER_RESPONSE", `round ${round}`)
      const [one, other] = await Promise.all([host.stop(), next.stop()])
      expect(answers(one)).toEqual(answers(other))
      expect(miscounts(place.home, state.id, round)).toEqual([])
    }
    expect(Reflect.get(place.state(), "futureFact")).toEqual({ kept: ["as it is"] })
  })
})
