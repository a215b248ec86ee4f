type SchemaError = { readonly instancePath: string; readonly message?: string }

/** The first complaint of a schema validator as `field: complaint`, for people. */
export function explainErrors(errors: readonly SchemaError[] | null | undefined): string {
  const first = errors?.[0]
  if (first === undefined) return "unknown reason"
  const field = first.instancePath.slice(1).replaceAll("/", ".") || "the state"
  return `${field}: ${first.message ?? "is not valid"}`
}
