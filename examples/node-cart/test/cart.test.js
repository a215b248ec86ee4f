import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { addItem, removeItem, subtotal, total } from "../src/cart.js"

const tea = { sku: "tea", priceCents: 450, quantity: 2 }
const cup = { sku: "cup", priceCents: 1200, quantity: 1 }

describe("cart", () => {
  it("adds up prices and quantities", () => {
    assert.equal(subtotal([tea, cup]), 2100)
  })

  it("merges two lines of the same product", () => {
    assert.deepEqual(addItem([tea], { ...tea, quantity: 1 }), [{ ...tea, quantity: 3 }])
  })

  it("is worth nothing when it is empty", () => {
    assert.equal(subtotal([]), 0)
  })

  it("adds the tax to the subtotal", () => {
    assert.equal(total([tea, cup], 10), 2310)
  })

  it("stays as it is when an unknown product is removed", () => {
    assert.deepEqual(removeItem([tea, cup], "pot"), [tea, cup])
  })
})
