/** What stands in the field an event comes from. */
export function fieldText(event: Event): string {
  const field = event.currentTarget
  return field !== null && "value" in field && typeof field.value === "string" ? field.value : ""
}
