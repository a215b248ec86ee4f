import { source } from "axe-core"
import type { Page } from "playwright-core"
import type { Look } from "./open-page.ts"

export type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly string[] }

/** In what every state is looked at: what colours and contrast depend on. */
export const axeLooks = [
  ["sidebar", "dark"],
  ["sidebar", "light"],
  ["sidebar", "contrast-dark"],
  ["sidebar", "contrast-light"],
  ["browser", "dark"],
  ["browser", "light"],
] as const satisfies readonly (readonly [Look["kind"], Look["theme"]])[]

/** Puts axe into a page; what it gives lists what is serious or critical in the page as it then stands. */
export async function axeIn(page: Page): Promise<() => Promise<readonly Violation[]>> {
  await page.evaluate(source)
  return () => page.evaluate(serious)
}

const serious = `axe.run(document, { resultTypes: ["violations"] }).then((result) =>
  result.violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, impact, nodes }) =>
    ({ id, impact, nodes: nodes.map((node) => node.html.slice(0, 200) + " " + node.failureSummary) })))`
