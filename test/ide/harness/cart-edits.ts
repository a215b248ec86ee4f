/** What an agent may do to a copy of `examples/node-cart`: each of the four bugs has its repair, one of them a false one. */
export const cartEdits = {
  fixCents: {
    file: "src/money.js",
    from: "Math.floor(Number(price) * 100)",
    to: "Math.round(Number(price) * 100)",
  },
  fixEmpty: { file: "src/cart.js", from: "sum + amount)", to: "sum + amount, 0)" },
  fixRemove: {
    file: "src/cart.js",
    from: "return cart.toSpliced(index, 1)",
    to: "return index === -1 ? cart : cart.toSpliced(index, 1)",
  },
  fixTax: {
    file: "src/cart.js",
    from: "return percentOf(subtotal(cart), taxPercent)",
    to: "const net = subtotal(cart)\n  return net + percentOf(net, taxPercent)",
  },
  breakMerging: { file: "src/cart.js", from: "present.quantity + item.quantity", to: "item.quantity" },
  repairMerging: {
    file: "src/cart.js",
    from: "quantity: item.quantity }",
    to: "quantity: present.quantity + item.quantity }",
  },
  skipTax: {
    file: "test/cart.test.js",
    from: 'it("adds the tax to the subtotal"',
    to: 'it.skip("adds the tax to the subtotal"',
  },
  unskipTax: {
    file: "test/cart.test.js",
    from: 'it.skip("adds the tax to the subtotal"',
    to: 'it("adds the tax to the subtotal"',
  },
} as const

export type CartEdit = keyof typeof cartEdits
