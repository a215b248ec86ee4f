import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { formatCents, toCents } from "../src/money.js"

describe("money", () => {
  it("reads a price without losing a cent", () => {
    assert.equal(toCents("19.99"), 1999)
  })

  it("shows two decimals", () => {
    assert.equal(formatCents(1990), "19.90")
  })
})
