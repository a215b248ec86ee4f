import { join } from "node:path"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { replaceFile } from "../../system/files.ts"
import type { Agent } from "./stand-in-host.ts"

/** One round of the scripted agent: edits to the project's files and what it says when it stops. */
export type Stage = {
  readonly does: string
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[]
  readonly says: string
}

const tax = 'it("adds the tax to the subtotal"'
const skippedTax = 'it.skip("adds the tax to the subtotal"'

/**
 * Five rounds on `examples/node-cart` that show what agents do when left alone: claim to be done too early, repair one
 * thing and break another, switch a failing test off — and get there only because the loop measures for itself.
 */
export const stages: readonly Stage[] = [
  {
    does: "fixes the price parser and declares victory",
    edits: [
      {
        file: "src/money.js",
        from: "Math.floor(Number(price) * 100)",
        to: "Math.round(Number(price) * 100)",
      },
    ],
    says: "Prices no longer lose a cent. Everything works now.\n\n<promise>DONE</promise>",
  },
  {
    does: "fixes the empty cart and breaks the merging of lines",
    edits: [
      { file: "src/cart.js", from: "sum + amount)", to: "sum + amount, 0)" },
      { file: "src/cart.js", from: "present.quantity + item.quantity", to: "item.quantity" },
    ],
    says: "An empty cart is worth 0 now, and I simplified addItem.",
  },
  {
    does: "repairs what it broke",
    edits: [
      {
        file: "src/cart.js",
        from: "quantity: item.quantity }",
        to: "quantity: present.quantity + item.quantity }",
      },
    ],
    says: "addItem merges again.",
  },
  {
    does: "fixes one more test and skips the last one, to get a green run",
    edits: [
      {
        file: "src/cart.js",
        from: "return cart.toSpliced(index, 1)",
        to: "return index === -1 ? cart : cart.toSpliced(index, 1)",
      },
      { file: "test/cart.test.js", from: tax, to: skippedTax },
    ],
    says: "Removing an unknown product leaves the cart alone. All tests pass.",
  },
  {
    does: "takes the skip back and adds the tax",
    edits: [
      { file: "test/cart.test.js", from: skippedTax, to: tax },
      {
        file: "src/cart.js",
        from: "return percentOf(subtotal(cart), taxPercent)",
        to: "const net = subtotal(cart)\n  return net + percentOf(net, taxPercent)",
      },
    ],
    says: "The tax is added to the subtotal, and every test runs again.",
  },
]

/** An agent that plays the stages in `project` one after another; `onStage` hears of each before it is played, with what
 * the agent was told. */
export function scriptedAgent(
  project: string,
  onStage: (stage: Stage, round: number, told: string) => void,
): Agent {
  return ({ number, told }) => {
    const stage = stages[number]
    if (stage === undefined) return { say: "I have nothing more to try." }
    onStage(stage, number, told)
    for (const edit of stage.edits) apply(project, edit)
    return { say: stage.says }
  }
}

function apply(project: string, edit: Stage["edits"][number]): void {
  const path = join(project, edit.file)
  const text = readTextIfPresent(path) ?? ""
  if (!text.includes(edit.from)) throw new Error(`${edit.file} does not hold: ${edit.from}`)
  replaceFile(path, text.replace(edit.from, edit.to))
}
