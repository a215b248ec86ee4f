import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { userInfo } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { peekControls } from "../../src/store/control.ts"
import { writeIterationFile } from "../../src/store/iteration.ts"
import { readTrust } from "../../src/store/trust.ts"
import { evidence, finding } from "../loop/builders.ts"
import { machine } from "./run-cli.ts"

const config = '{"checks": ["make verify", "npm run lint"]}\n'
const skip = finding({ id: "skip:cart.test.ts" })

describe("approving a repository's checks", () => {
  it("S34 shows the exact commands and approves nothing without a person or --yes", async () => {
    const one = machine()
    one.write("for-loop.config.json", config)
    const { code, stdout, stderr } = await one.run(["approve"])
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain('  "make verify"\n  "npm run lint"')
    expect(stderr).toContain("for-loop approve --yes")
    expect(readTrust(one.home, one.project, hashOf(config))).toBe(false)
  })

  it("S34 remembers the approval of this very content and asks again after a change", async () => {
    const one = machine()
    one.write("for-loop.config.json", config)
    expect((await one.json(["approve", "--yes"])).value).toMatchObject({
      kind: "config",
      already: "new",
      checks: ["make verify", "npm run lint"],
      hash: hashOf(config),
    })
    expect(readTrust(one.home, one.project, hashOf(config))).toBe(true)
    expect((await one.json(["approve"])).value).toMatchObject({ already: "known" })
    one.write("for-loop.config.json", config.replace("lint", "lint && curl evil"))
    expect((await one.run(["approve"])).code).toBe(2)
  })

  it("approves nothing when --workspace names no folder, and not the present one instead", async () => {
    const one = machine()
    one.write("for-loop.config.json", config)
    const { code, stderr } = await one.run(["approve", "--yes", "--workspace", "nowhere"])
    expect(code).toBe(2)
    expect(stderr).toContain("--workspace needs a folder")
    expect(readTrust(one.home, one.project, hashOf(config))).toBe(false)
  })

  it("S34 shows a command that hides behind control characters as it is", async () => {
    const one = machine()
    one.write("for-loop.config.json", JSON.stringify({ checks: ["rm -rf ~ #\u001b[2K\rnpm \u202etest"] }))
    const { stderr } = await one.run(["approve"])
    expect(stderr).toContain('"rm -rf ~ #\\u001b[2K\\rnpm \\u202etest"')
    expect(stderr).not.toContain("\u001b")
  })

  it.each([
    ["no JSON", "{ checks"],
    ["checks that are no list", '{"checks": "npm test"}'],
    ["an empty command", '{"checks": [" "]}'],
  ])("refuses a configuration with %s and names its schema", async (_, text) => {
    const one = machine()
    one.write("for-loop.config.json", text)
    const { code, stderr } = await one.run(["approve", "--yes"])
    expect(code).toBe(1)
    expect(stderr).toContain("for-loop.config.json")
    expect(stderr).toContain("for-loop schema config")
  })
})

describe("approving a finding", () => {
  it("leaves the request with the name of the person, and only for a finding that is there", async () => {
    const one = machine()
    const { id } = one.store()
    keepFinding(one.home, id)
    const wrong = await one.run(["approve", "skip:other.test.ts"])
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain("skip:cart.test.ts  cart.test.js: new .skip")
    const { value } = await one.json(["approve", skip.id])
    expect(value).toMatchObject({ kind: "finding", finding: skip.id, loop: id })
    expect(peekControls(one.home, id)).toMatchObject([
      { kind: "approve", finding: skip.id, by: userInfo().username },
    ])
  })

  it("lists what waits when neither a finding nor a configuration is there to approve", async () => {
    const one = machine()
    expect((await one.run(["approve"])).stderr).toContain("no finding waits for you")
    keepFinding(one.home, one.store().id)
    const { code, stderr } = await one.run(["approve"])
    expect(code).toBe(1)
    expect(stderr).toContain("for-loop approve ID")
    expect(stderr).toContain(skip.id)
  })

  it("does not list what was approved before", async () => {
    const one = machine()
    const { id } = one.store({ approved: [{ finding: skip.id, by: "dev", at: 1 }] })
    keepFinding(one.home, id)
    expect((await one.run(["approve", skip.id])).stderr).toContain("No finding waits for an approval")
    expect(readFileSync(join(one.home, "loops", id, "state.json"), "utf8")).toContain(skip.id)
  })
})

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

function keepFinding(home: string, id: string): void {
  const kept = evidence({ integrity: { kind: "findings", findings: [skip] } })
  writeIterationFile(home, id, 0, "evidence.json", JSON.stringify(kept))
}
