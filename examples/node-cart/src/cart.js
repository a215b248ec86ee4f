import { percentOf } from "./money.js"

/** A cart is a list of { sku, priceCents, quantity }; a sku appears once. */
export function addItem(cart, item) {
  const present = cart.find((entry) => entry.sku === item.sku)
  if (!present) return [...cart, item]
  const merged = { ...present, quantity: present.quantity + item.quantity }
  return cart.map((entry) => (entry === present ? merged : entry))
}

export function removeItem(cart, sku) {
  const index = cart.findIndex((entry) => entry.sku === sku)
  return cart.toSpliced(index, 1)
}

/** Sum of all items in cents. */
export function subtotal(cart) {
  return cart.map((entry) => entry.priceCents * entry.quantity).reduce((sum, amount) => sum + amount)
}

/** Subtotal with tax, in cents. */
export function total(cart, taxPercent) {
  return percentOf(subtotal(cart), taxPercent)
}
