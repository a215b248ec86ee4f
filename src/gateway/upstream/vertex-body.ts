import { spliceMember } from "./top-member.ts"

/** A Messages body as Claude on Vertex takes it (G06): without `model`, with `anthropic_version`; all else byte for byte. */
export function rewriteVertexBody(body: Buffer, version: string): Buffer {
  return spliceMember(spliceMember(body, "model", null), "anthropic_version", JSON.stringify(version))
}
