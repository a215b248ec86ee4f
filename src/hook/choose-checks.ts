import type { ChecksChoice } from "../loop/settle.ts"
import { readTrust } from "../store/trust.ts"
import { detectChecks } from "../verify/detect.ts"
import { readLoopConfig } from "../verify/loop-config.ts"
import type { HookContext } from "./context.ts"

export type Chosen =
  | { readonly kind: "chosen"; readonly checks: readonly string[]; readonly why: string }
  | ChecksRefused

/** `why` is told in the chat and at the command line; a program with buttons words it by `code`. */
export type ChecksRefused = {
  readonly kind: "refused"
  readonly code: "config-invalid" | "config-unapproved" | "no-check-found"
  readonly why: string
}

/**
 * Which commands decide about this loop: the user's own, else those of the repository's configuration once the user
 * approved its exact text (S34), else the detected ones. A loop that nothing can verify is refused (S57).
 */
export async function chooseChecks(
  context: Pick<HookContext, "home">,
  order: { readonly workspace: string; readonly checks: ChecksChoice },
): Promise<Chosen> {
  if (order.checks.kind === "none") return { kind: "chosen", checks: [], why: "the user asked for none" }
  if (order.checks.kind === "given")
    return { kind: "chosen", checks: order.checks.commands, why: "named by the user" }
  const config = readLoopConfig(order.workspace)
  if (config.kind === "invalid") return { kind: "refused", code: "config-invalid", why: `${config.why}.` }
  if (config.kind === "config" && config.checks.length > 0) {
    if (!readTrust(context.home, order.workspace, config.hash)) {
      const commands = config.checks.map((check) => `\`${check}\``).join(", ")
      return {
        kind: "refused",
        code: "config-unapproved",
        why: `this repository's ${config.name} names the checks ${commands}, and you have not approved them. Run \`for-loop approve\` in that folder, or name the checks yourself with --check.`,
      }
    }
    return { kind: "chosen", checks: config.checks, why: `from ${config.name}, approved by you` }
  }
  const detected = await detectChecks(order.workspace)
  if (detected.length === 0) {
    return {
      kind: "refused",
      code: "no-check-found",
      why: 'no check was found in this folder, and a loop that nothing can verify never ends well. Name one: --check "npm test" — or say --no-check to trust the agent\'s word.',
    }
  }
  return {
    kind: "chosen",
    checks: detected.map((found) => found.command),
    why: detected.map((found) => found.why).join("; "),
  }
}
