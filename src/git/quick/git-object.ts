import { createHash } from "node:crypto"

/** An object as git names it: kind, content and the SHA-1 over both. */
export type GitObject = {
  readonly kind: "blob" | "tree" | "commit"
  readonly body: Buffer
  readonly id: string
}

/** Gives content its name. Only for repositories with SHA-1 ids; the quick way is not taken in others. */
export function gitObject(kind: GitObject["kind"], body: Buffer): GitObject {
  const id = createHash("sha1").update(`${kind} ${body.length}\0`).update(body).digest("hex")
  return { kind, body, id }
}
