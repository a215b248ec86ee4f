/** What opened something: it may be gone while that is open, and then comes back as another element of the same name. */
export type Opener = { readonly element: Element; readonly name: string }

/** What has the focus now, as what opens something. */
export function openerNow(): Opener | null {
  const element = document.activeElement
  return element === null ? null : { element, name: nameOf(element) }
}

/** Whoever closes something by keyboard goes on where it was opened, unless the focus is elsewhere already. */
export function returnFocus(root: HTMLElement, opener: Opener | null): void {
  const lost = document.activeElement === null || document.activeElement === document.body
  if (!lost || opener === null) return
  const { element, name } = opener
  const again = element.isConnected
    ? element
    : [...root.querySelectorAll("button")].find((button) => nameOf(button) === name)
  if (again instanceof HTMLElement) again.focus()
}

function nameOf(element: Element): string {
  return element.getAttribute("aria-label") ?? element.textContent ?? ""
}
