// As 32-bit integers and without a look-up per character: most runs end before this loop is compiled, and then a
// constant above 2^31 or `Math.imul` costs as much as the arithmetic.
const { imul } = Math
const highFactor = 2654435761 | 0
const lowFactor = 1597334677

/**
 * Short, stable, non-cryptographic hash of text (53 bits, base 36). Only for comparing sets of failing ids within one
 * loop; never for trust. Pure, because this room imports nothing.
 */
export function shortHash(text: string): string {
  let high = 0xdeadbeef | 0
  let low = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = imul(high ^ unit, highFactor)
    low = imul(low ^ unit, lowFactor)
  }
  high = imul(high ^ (high >>> 16), 2246822507) ^ imul(low ^ (low >>> 13), 3266489909)
  low = imul(low ^ (low >>> 16), 2246822507) ^ imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36)
}
