import { describe, expect, it } from "vitest"
import { diffBetween, diffOfIteration, fileAt } from "../../src/control/diff-checkpoints.ts"
import { restoreLoop } from "../../src/control/restore-checkpoint.ts"
import { saveState } from "../../src/store/state-file.ts"
import { aPerson, iteration, keep } from "./a-person.ts"

describe("the diff of an iteration", () => {
  it("compares its checkpoint with the one before, as counts, text and both sides of a file", async () => {
    const { one, state } = await twoIterations()
    const first = await diffOfIteration(one.person, state.id, 1)
    if (first.kind === "refused") throw new Error(first.message)
    expect(first).toMatchObject({ files: [{ path: "cart.js", added: 1, removed: 1 }], added: 1, removed: 1 })
    expect(first.text).toContain("-export const total = 0\n+export const total = 1")
    expect(await fileAt(one.person, state.id, first.before, "cart.js")).toBe("export const total = 0\n")
    expect(await fileAt(one.person, state.id, first.after, "cart.js")).toBe("export const total = 1\n")
    const second = await diffOfIteration(one.person, state.id, 2)
    expect(second).toMatchObject({ files: [{ path: "tax.js", added: 1, removed: 0 }] })
  })

  it("follows the iterations also where a restore took a number between them", async () => {
    const { one, state } = await twoIterations()
    expect(await restoreLoop(one.person, state.id, 1)).toMatchObject({
      kind: "restored",
      safety: { number: 3 },
    })
    one.write("late.js", "export {}\n")
    const ref = await keep(one, state.id, 4)
    saveState(one.home, { ...state, iterations: [...state.iterations, iteration(3, ref)] })
    const third = await diffOfIteration(one.person, state.id, 3)
    if (third.kind === "refused") throw new Error(third.message)
    expect(third.files.map(({ path }) => path)).toEqual(["late.js", "tax.js"])
  })

  it("compares with the last checkpoint there is where an iteration between has none", async () => {
    const { one, state } = await twoIterations()
    const [first, second] = state.iterations
    if (first === undefined || second === undefined) throw new Error("two iterations")
    saveState(one.home, { ...state, iterations: [{ ...first, checkpoint: null }, second] })
    expect(await diffOfIteration(one.person, state.id, 1)).toMatchObject({ code: "no-checkpoint" })
    const both = await diffOfIteration(one.person, state.id, 2)
    expect(both).toMatchObject({ files: [{ path: "cart.js" }, { path: "tax.js" }] })
  })

  it("says in one sentence why there is none", async () => {
    const { one, state } = await twoIterations()
    expect(await diffOfIteration(one.person, state.id, 0)).toMatchObject({ code: "no-checkpoint" })
    expect(await diffOfIteration(one.person, state.id, 9)).toMatchObject({ code: "no-checkpoint" })
    expect(await diffOfIteration(one.person, "another", 1)).toMatchObject({ code: "unknown-loop" })
    one.git("update-ref", "-d", `refs/for-loop/${state.id}/0`)
    expect(await diffOfIteration(one.person, state.id, 1)).toMatchObject({ code: "checkpoint-gone" })
    const outside = aPerson()
    const other = outside.store({ iterations: [iteration(1, "refs/for-loop/loop1-abcdef/1")], iteration: 1 })
    expect(await diffOfIteration(outside.person, other.id, 1)).toMatchObject({ code: "no-repository" })
  })
})

describe("a diff between checkpoints", () => {
  it("goes to the files as they are now, which can be read like a checkpoint", async () => {
    const { one, state } = await twoIterations()
    one.write("new.js", "export {}\n")
    const diff = await diffBetween(one.person, state.id, 2, null)
    if (diff.kind === "refused") throw new Error(diff.message)
    expect(diff.files).toEqual([{ path: "new.js", added: 1, removed: 0 }])
    expect(await fileAt(one.person, state.id, diff.after, "new.js")).toBe("export {}\n")
  })

  it("names a number that does not exist", async () => {
    const { one, state } = await twoIterations()
    expect(await diffBetween(one.person, state.id, 7, null)).toMatchObject({ code: "unknown-checkpoint" })
    expect(await diffBetween(one.person, state.id, 0, 7)).toMatchObject({ code: "unknown-checkpoint" })
  })
})

describe("a file of a checkpoint", () => {
  it("is null where it is not there, is binary or no file, and nothing but an id names its side", async () => {
    const { one, state } = await twoIterations()
    one.write("picture.bin", "a\0b")
    one.write("lib/deep.js", "export {}\n")
    const diff = await diffBetween(one.person, state.id, 0, null)
    if (diff.kind === "refused") throw new Error(diff.message)
    const read = (id: string, path: string) => fileAt(one.person, state.id, id, path)
    expect(await read(diff.before, "tax.js")).toBeNull()
    expect(await read(diff.after, "picture.bin")).toBeNull()
    expect(await read(diff.after, "lib")).toBeNull()
    expect(await read(diff.after, "./cart.js")).toBeNull()
    expect(await read("HEAD", "cart.js")).toBeNull()
    expect(await read("--help", "cart.js")).toBeNull()
    expect(await read(diff.after, "lib/deep.js")).toBe("export {}\n")
    expect(await fileAt(one.person, "another", diff.after, "cart.js")).toBeNull()
  })
})

/** A loop whose first iteration changed cart.js and whose second added tax.js. */
async function twoIterations() {
  const one = aPerson("git")
  const { id } = one.store()
  await keep(one, id, 0)
  one.write("cart.js", "export const total = 1\n")
  const first = await keep(one, id, 1)
  one.write("tax.js", "export const tax = 0.2\n")
  const second = await keep(one, id, 2)
  const state = one.store({ id, iteration: 2, iterations: [iteration(1, first), iteration(2, second)] })
  return { one, state }
}
