/**
 * The body of a JSON object with one member of its top level set to `json` (null = taken out), every other byte as it was
 * (G07). A body that is no object comes back unchanged.
 */
export function spliceMember(_body: Buffer, _name: string, _json: string | null): Buffer {
  throw new Error("not yet")
}
