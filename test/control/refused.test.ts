import { describe, expect, it } from "vitest"
import { previewChecks } from "../../src/control/choose.ts"
import { refusedBy } from "../../src/control/refused.ts"
import { waitingArms } from "../../src/control/waiting-arms.ts"
import { diffStat } from "../../src/git/diff.ts"
import { GitError } from "../../src/git/git-error.ts"
import { openRepository } from "../../src/git/repository.ts"
import { aPerson } from "./a-person.ts"

describe("what was thrown", () => {
  it("by the disk is told in its own words, with the doctor as next step", () => {
    const one = aPerson()
    one.write("../home/arms", "a file where a folder belongs")
    const refusal = refusedBy(
      thrownBy(() => waitingArms(one.home, Date.now())),
      one.person,
    )
    expect(refusal).toMatchObject({ kind: "refused", next: expect.stringContaining("doctor") })
    expect(refusal.code).not.toBe("fault")
    expect(refusal.message).toContain("arms")
  })

  it("by git is told in git's words", async () => {
    const one = aPerson("git")
    const opened = await openRepository(one.project, one.env)
    if (opened.kind === "none") throw new Error(opened.why)
    const thrown: unknown = await diffStat(opened.repo, "nothing", "HEAD").catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(GitError)
    expect(refusedBy(thrown, one.person)).toMatchObject({ message: expect.stringContaining("nothing") })
  })

  it("by a mistake of ours is called one, in one line", () => {
    const refusal = refusedBy(new TypeError("x is\nnot a function"), {})
    expect(refusal).toMatchObject({
      code: "fault",
      message: "For Loop met an error of its own: x is not a function",
    })
  })

  it("is nothing for what a person can meet in a folder", async () => {
    const one = aPerson()
    await expect(previewChecks(one.person, "\0")).resolves.toMatchObject({ kind: "refused" })
  })
})

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error("nothing was thrown")
}
