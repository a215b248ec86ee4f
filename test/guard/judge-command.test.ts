import { describe, expect, it } from "vitest"
import { findingsIn, judgeCommand } from "../../src/guard/judge-command.ts"
import type { Place } from "../../src/guard/place.ts"
import { linux, type Sample, samplesOf, windows } from "./samples.ts"

const tables = [
  { name: "posix", place: linux },
  { name: "posix-later", place: linux },
  { name: "windows", place: windows },
] as const

describe("the guard reads command lines", () => {
  for (const { name, place } of tables) {
    const samples = samplesOf(name)
    const dangerous = samples.filter(({ rule }) => rule !== null)
    const ordinary = samples.filter(({ rule }) => rule === null)

    it(`sees every dangerous line of the table ${name}, and for the reason it is dangerous`, () => {
      const missed = dangerous.filter((sample) => !sees(sample, place))
      console.log(`${name}: ${dangerous.length} dangerous lines, ${missed.length} missed`)
      expect(missed).toEqual([])
    })

    it(`asks nobody about the ordinary lines of the table ${name}`, () => {
      const alarms = ordinary.flatMap(({ line }) =>
        findingsIn(line, place).map(({ rule, what }) => `${line} — ${rule}: it ${what}`),
      )
      console.log(`${name}: ${ordinary.length} ordinary lines, ${alarms.length} false alarms`)
      expect(alarms).toEqual([])
    })
  }

  it("judges at least 150 lines, and as many ordinary ones as dangerous ones", () => {
    const all = tables.flatMap(({ name }) => samplesOf(name))
    const ordinary = all.filter(({ rule }) => rule === null).length
    expect(all.length).toBeGreaterThan(900)
    expect(ordinary).toBeGreaterThan(all.length / 2)
  })
})

describe("the three modes", () => {
  const push = "git push --force"
  const clean = "git clean -fdx"
  const within = (isolation: NonNullable<Place["isolation"]>): Place => ({ ...linux, isolation })

  it("safe denies, auto asks, and both say why in one sentence", () => {
    expect(judgeCommand(push, "safe", linux)).toEqual({
      kind: "deny",
      rule: "git-push-force",
      why: "Refused in mode safe: it overwrites the history of a remote branch.",
    })
    expect(judgeCommand(push, "auto", linux)).toEqual({
      kind: "ask",
      rule: "git-push-force",
      why: "A person has to agree, because it overwrites the history of a remote branch.",
    })
  })

  it("unsafe allows only what the place can hold", () => {
    const kinds = (line: string) =>
      (["none", "worktree", "sandbox"] as const).map(
        (isolation) => judgeCommand(line, "unsafe", within(isolation)).kind,
      )
    expect(kinds(clean)).toEqual(["ask", "allow", "allow"])
    expect(kinds(push)).toEqual(["ask", "ask", "allow"])
    expect(kinds("rm -rf /")).toEqual(["ask", "ask", "allow"])
    const asked = judgeCommand(clean, "unsafe", linux)
    expect(asked.kind === "allow" ? "" : asked.why).toContain(
      "mode unsafe allows it only in a sandbox or a throw-away worktree",
    )
  })

  it("nobody may touch what judges the agent, in no mode and no place", () => {
    for (const mode of ["safe", "auto", "unsafe"] as const) {
      const verdict = judgeCommand("touch ~/.antigravity-for-loop/disabled", mode, within("sandbox"))
      expect(verdict.kind).toBe("deny")
    }
  })

  it("a line that cannot be read is never allowed silently", () => {
    expect(judgeCommand("echo 'open", "unsafe", within("sandbox")).kind).toBe("ask")
    expect(judgeCommand("echo 'open", "auto", linux).kind).toBe("ask")
    expect(judgeCommand("echo 'open", "safe", linux).kind).toBe("deny")
    expect(judgeCommand(`echo ${"x".repeat(200_000)}`, "auto", linux).kind).toBe("ask")
  })

  it("of several findings the gravest decides", () => {
    const line = "git push --force; rm -rf ~/.antigravity-for-loop"
    expect(judgeCommand(line, "auto", linux)).toMatchObject({ kind: "deny", rule: "own-state" })
  })
})

describe("where a command runs", () => {
  it("counts paths from the folder it starts in", () => {
    expect(judgeCommand("rm -rf shop", "auto", linux, "/home/dev").kind).toBe("ask")
    expect(judgeCommand("rm -rf shop", "auto", linux, "/home/dev/shop").kind).toBe("allow")
    expect(judgeCommand("rm -rf build", "auto", linux, null).kind).toBe("ask")
  })

  it("lets folders be written that the user named", () => {
    expect(judgeCommand("echo x > /data/out/x", "auto", linux).kind).toBe("ask")
    const more = { ...linux, extraWritable: ["/data/out"] }
    expect(judgeCommand("echo x > /data/out/x", "auto", more).kind).toBe("allow")
    expect(judgeCommand("echo x > /data/out/../x", "auto", more).kind).toBe("ask")
  })

  it("protects a loop home that lies elsewhere", () => {
    const moved = { ...linux, ours: ["/srv/loops"] }
    expect(judgeCommand("rm /srv/loops/bindings/x.json", "unsafe", moved).kind).toBe("deny")
  })

  it("knows on macOS and Windows that a path in other letters is the same path", () => {
    const mac: Place = { ...linux, platform: "darwin" }
    expect(judgeCommand("rm -rf /HOME/dev/SHOP", "auto", mac)).toMatchObject({ rule: "delete-workspace" })
    expect(judgeCommand("rd /s /q c:\\users\\DEV\\shop", "auto", windows)).toMatchObject({
      rule: "delete-workspace",
    })
  })
})

function sees({ line, rule }: Sample, place: Place): boolean {
  const found = findingsIn(line, place)
  return rule === "any" ? found.length > 0 : found.some((one) => one.rule === rule)
}
