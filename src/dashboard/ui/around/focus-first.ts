import { ref } from "lit/directives/ref.js"

const focused = new WeakSet<Element>()

/** Puts the focus on an element when it comes to the page: what was just opened is what is used next. */
export function focusFirst(): ReturnType<typeof ref> {
  return ref((element) => {
    if (!(element instanceof HTMLElement) || focused.has(element)) return
    focused.add(element)
    // A field of the kit has its inner field only after its own first drawing.
    requestAnimationFrame(() => (element.querySelector<HTMLElement>("button") ?? element).focus())
  })
}
