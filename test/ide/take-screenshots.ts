// Takes the pictures of the README: real loops in the real editor, in dark and light.
// Usage: npm run screenshots
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../architecture/sources.ts"
import { Conversation } from "./harness/conversation.ts"
import { standInAntigravity } from "./harness/packages.ts"
import { Scene } from "./harness/scene.ts"
import { smallPng } from "./harness/small-png.ts"
import type { Dashboard } from "./pages/dashboard.ts"
import { Workbench } from "./pages/workbench.ts"

const folder = join(root, "media")
const size = { width: 1100, height: 760 }
const maxBytes = 120_000
const settings = {
  "forLoop.notifications": "none",
  "editor.minimap.enabled": false,
  "editor.fontSize": 12,
  "window.autoDetectColorScheme": true,
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
  "breadcrumbs.enabled": false,
  "editor.renderLineHighlight": "none",
  "typescript.disableAutomaticTypeAcquisition": true,
}

mkdirSync(folder, { recursive: true })
await using scene = await Scene.start({ vsix: [await standInAntigravity()], settings })
const window = await Workbench.open(scene.ide, scene.project)
await window.setUp()
const dashboard = await window.showSidebar()

const agent = new Conversation(scene)
await agent.hear('/for-loop "Make the cart tests pass" --max-iterations 10')
await agent.work(["fixCents"], "Prices no longer lose a cent.\n\n<promise>DONE</promise>")
await agent.work(["fixEmpty", "breakMerging"])
await agent.work(["repairMerging"])
await dashboard.row(3).waitFor()
await dashboard.viewDiff(1)
await window.diffEditor.waitFor()
await take("running", dashboard)

await agent.work(["fixRemove", "skipTax"])
await dashboard.findings.getByRole("button", { name: "cart.test.js" }).click()
await window.tab("cart.test.js").waitFor()
await take("approval", dashboard)

await dashboard.findings.getByRole("button", { name: "Ask to restore" }).click()
await agent.work(["unskipTax", "fixTax"], "The tax is added, and every test runs again.")
await dashboard.headline.getByText("Verified").waitFor()
await dashboard.viewDiff(5)
await window.diffEditor.waitFor()
await take("verified", dashboard)

const stuckProject = scene.addProject("stuck-cart")
const other = await Workbench.open(scene.ide, stuckProject)
const theirs = await other.showSidebar()
const stuck = new Conversation(scene, stuckProject)
await stuck.hear('/for-loop "Make the cart tests pass" --max-iterations 10')
for (const edit of ["fixCents", "breakMerging", "repairMerging", "breakMerging", "repairMerging"] as const)
  if ((await stuck.work([edit])) === null) break
for (let more = 0; more < 6 && (await stuck.work([])) !== null; more++);
await theirs.callout.waitFor()
await theirs.viewDiff(4)
await other.diffEditor.waitFor()
await take("stuck", theirs, other)

/** One state in both themes, with nothing in the picture that tells of the machine or of the last click. */
async function take(state: string, shown: Dashboard, at: Workbench = window): Promise<void> {
  await at.page.setViewportSize(size)
  await at.clearNotifications()
  await at.page.locator(".statusbar-item", { hasText: "Analyzing" }).waitFor({ state: "detached" })
  for (const name of ["dark", "light"] as const) {
    await at.inColours(name)
    await shown.closeNotice()
    await shown.body.evaluate("scrollTo(0, 0)")
    const path = join(folder, `dashboard-${state}-${name}.png`)
    await at.page.mouse.move(700, 600)
    const picture = smallPng(await at.page.screenshot())
    writeFileSync(path, picture)
    const bytes = picture.length
    console.log(`${path}: ${Math.ceil(bytes / 1000)} kB`)
    if (bytes > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes`)
  }
}
