/** No tokenizer makes more tokens than this of the bytes of JSON text. */
const bytesPerToken = 2
/** No vendor counts more for one picture; recordings and documents of some pages are near it. */
const perMedium = 6000
/** Below this a request is taken for text alone: it is too small for the difference to matter. */
const smallBytes = 65_536

const quote = 34
/** Text that has no space for so long is a picture or another medium in base64. */
const longestWord = 8192

/** An upper estimate of a request's input tokens, by its bytes; media in base64 count as what vendors charge for one. */
export function mostInputTokens(body: Buffer): number {
  if (body.length < smallBytes) return Math.ceil(body.length / bytesPerToken)
  let media = 0
  let mediaBytes = 0
  for (let start = body.indexOf(quote); start >= 0; ) {
    const end = body.indexOf(quote, start + 1)
    if (end < 0) break
    const length = end - start - 1
    if (length > longestWord && isBase64(body, end)) {
      media += 1
      mediaBytes += length
      start = body.indexOf(quote, end + 1)
    } else start = end
  }
  return Math.ceil((body.length - mediaBytes) / bytesPerToken) + media * perMedium
}

/** Looks at the last stretch alone: a `data:` URL begins with words. */
function isBase64(body: Buffer, end: number): boolean {
  return /^[A-Za-z0-9+/_-]+=*$/.test(body.toString("latin1", end - longestWord, end))
}
