/** A Messages body as Claude on Vertex takes it (G06): without `model`, with `anthropic_version`; all else byte for byte. */
export function rewriteVertexBody(_body: Buffer, _version: string): Buffer {
  throw new Error("not yet")
}
