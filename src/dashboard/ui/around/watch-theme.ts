/** What changes the colours of a page in a browser. */
const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"]

/**
 * Tells when the page's colours have changed, for what is painted and not styled; returns what ends it. VS Code changes
 * classes and variables of the page when its theme changes.
 */
export function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange)
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] })
  const schemes = queries.map((query) => matchMedia(query))
  for (const scheme of schemes) scheme.addEventListener("change", onChange)
  return () => {
    observer.disconnect()
    for (const scheme of schemes) scheme.removeEventListener("change", onChange)
  }
}
