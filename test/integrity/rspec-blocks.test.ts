import { describe, expect, test } from "vitest"
import { told } from "./told.ts"

/** What is told when the body of an example becomes another one. */
function changed(before: string, after: string): string[] {
  const file = (body: string) => ({
    "spec/cart_spec.rb": `RSpec.describe Cart do\n  it "adds" do\n    ${body.replaceAll("\n", "\n    ")}\n  end\nend\n`,
  })
  return told(file(before), file(after))
}

describe("S78 a block of RSpec of which less is expected", () => {
  const add = "expect { cart.add(tea) }"
  const lines = "expect do\n  cart.add(tea)\nend"

  test.each([
    [`${add}.to raise_error(Full)`, `${add}.to raise_error`, "became any error"],
    [`${lines}.to raise_error(Full)`, `${lines}.to raise_error`, "became any error"],
    [`${lines}.to raise_error(Full)`, `${lines}.not_to raise_error`, "became another value"],
    [`${add}.to change { cart.size }.by(1)`, `${add}.to change { cart.size }`, "became another value"],
    [`${add}.to change(Cart, :count).by(1)`, `${add}.to change(Cart, :count)`, "became another value"],
    [`${lines}.to change(Cart, :count).by(1)`, `${lines}.to change(Cart, :count)`, "became another value"],
    [
      `${add}.to change { cart.size }.from(0).to(1)`,
      `${add}.to change { cart.size }`,
      "became another value",
    ],
    [
      `${add}.to change { cart.size }.by(2)`,
      `${add}.to change { cart.size }.by_at_least(2)`,
      "became a bound",
    ],
    [
      `${add}.to change { cart.size }.by_at_least(4)`,
      `${add}.to change { cart.size }.by_at_least(2)`,
      "accepts a wider range",
    ],
    [
      `${add}.to change { cart.size }.by_at_most(4)`,
      `${add}.to change { cart.size }.by_at_most(9)`,
      "accepts a wider range",
    ],
    [`${add}.not_to change { cart.size }`, `${add}.to change { cart.size }`, "became another value"],
  ])("is weaker: %s → %s", (before, after, why) => {
    const found = changed(before, after)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^high weakened spec\/cart_spec\.rb:3 /)
    expect(found[0]).toContain(why)
  })

  test.each([
    [`${lines}.to raise_error(Full)`, "cart.add(tea)"],
    [`${add}.to change { cart.size }.by(1)`, "cart.add(tea)"],
  ])("is no longer looked at: %s → %s", (before, after) => {
    expect(changed(before, after)).toEqual([
      expect.stringMatching(/^high fewer-assertions .* asserts nothing any more/),
    ])
  })

  test.each([
    [`${add}.to change { cart.size }.by(1)`, `${add}.to change { cart.size }.by(2)`],
    [`${add}.to change { cart.size }.by 1`, `${add}.to change { cart.size }.by 2`],
    [`${add}.to change { cart.size }.from(0).to(1)`, `${add}.to change { cart.size }.from(0).to(3)`],
  ])("is edited: %s → %s", (before, after) => {
    expect(changed(before, after)).toEqual([expect.stringMatching(/^medium edited-expectation /)])
  })

  test.each([
    [`${add}.to raise_error(Full)`, `${lines}.to raise_error(Full)`],
    [`${add}.to raise_error(Full)`, `${add}.to raise_error Full`],
    [`${lines}.to raise_error`, `${lines}.to raise_error(Full)`],
    [
      `${lines}.to raise_error(Full)`,
      "expect do\n  if open\n    cart.add(tea)\n  end\nend.to raise_error(Full)",
    ],
    [`${add}.to change { cart.size }.by(1)`, `${add}\n  .to change { cart.size }\n  .by(1)`],
    [`${add}.to change { cart.size }.by(1)`, `${lines}.to change { cart.size }.by(1)`],
    [`${add}.to change { cart.size }.by(1)`, `${add}.to change { cart.size }.by 1`],
    [`${add}.to change { cart.size }`, `${add}.to change { cart.size }.by(1)`],
    [
      `${lines}.to change { cart.size }.by(1)`,
      `${lines}.to change { cart.size }.by(1)\nexpect(cart.size).to eq 1`,
    ],
  ])("is not: %s → %s", (before, after) => {
    expect(changed(before, after)).toEqual([])
  })
})
