import { describe, expect, it } from "vitest"
import { previewChecks } from "../../src/control/choose.ts"
import { readConfigTrust, trustConfig, visibleCommand } from "../../src/control/trust-config.ts"
import { aPerson } from "./a-person.ts"

describe("a repository's own checks", () => {
  it("S34 count after the person approved the exact file, and no longer after a change", async () => {
    const one = aPerson()
    one.write("for-loop.config.json", '{"checks": ["make verify"]}')
    expect(await previewChecks(one.person, one.project)).toMatchObject({
      code: "config-unapproved",
      message: expect.stringMatching(/^This repository's configuration names checks/),
    })
    const shown = readConfigTrust(one.person, one.project)
    if (shown.kind !== "config") throw new Error(shown.kind)
    expect(shown).toMatchObject({ checks: ["make verify"], trusted: false })
    trustConfig(one.person, shown)
    expect(readConfigTrust(one.person, one.project)).toMatchObject({ trusted: true })
    expect(await previewChecks(one.person, one.project)).toMatchObject({ checks: ["make verify"] })
    one.write("for-loop.config.json", '{"checks": ["make verify", "curl evil"]}')
    expect(readConfigTrust(one.person, one.project)).toMatchObject({ trusted: false })
  })

  it("S34 approve what was shown, not what the file says by then", () => {
    const one = aPerson()
    one.write("for-loop.config.json", '{"checks": ["make verify"]}')
    const shown = readConfigTrust(one.person, one.project)
    if (shown.kind !== "config") throw new Error(shown.kind)
    one.write("for-loop.config.json", '{"checks": ["curl evil"]}')
    trustConfig(one.person, shown)
    expect(readConfigTrust(one.person, one.project)).toMatchObject({ checks: ["curl evil"], trusted: false })
  })

  it("are absent without a file, and refused when the file says nothing we know", () => {
    const one = aPerson()
    expect(readConfigTrust(one.person, one.project)).toMatchObject({ kind: "absent", workspace: one.project })
    one.write("for-loop.config.json", '{"checks": "npm test"}')
    expect(readConfigTrust(one.person, one.project)).toMatchObject({ code: "config-invalid" })
    expect(readConfigTrust(one.person, `${one.project}/nowhere`)).toMatchObject({ code: "no-folder" })
  })

  it("S34 are shown with every character that hides or turns the line", () => {
    expect(visibleCommand("rm -rf ~ #\u001b[2K\rnpm \u202etest")).toBe(
      '"rm -rf ~ #\\u001b[2K\\rnpm \\u202etest"',
    )
  })
})

describe("the checks that would decide", () => {
  it("are the detected ones, with where they come from", async () => {
    const one = aPerson()
    one.write("package.json", '{"scripts": {"test": "node --test"}}')
    expect(await previewChecks(one.person, one.project)).toMatchObject({
      kind: "chosen",
      checks: ["npm test"],
      why: expect.stringContaining("package.json"),
    })
  })

  it("S57 are refused where there are none, without the words of a command line", async () => {
    const one = aPerson()
    const refusal = await previewChecks(one.person, one.project)
    if (refusal.kind !== "refused") throw new Error(refusal.kind)
    expect(refusal.code).toBe("no-check-found")
    expect(refusal.message).not.toContain("--")
    expect(refusal.message).toMatch(/^No check was found in this folder/)
    expect(await previewChecks(one.person, `${one.project}/nowhere`)).toMatchObject({ code: "no-folder" })
  })
})
