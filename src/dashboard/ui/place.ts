import type { ArmView, LoopCard } from "../model/view.ts"
import type { Scene } from "./scene.ts"

export type ShownPlace =
  | { readonly kind: "loop"; readonly loop: LoopCard }
  | { readonly kind: "arm"; readonly arm: ArmView }
  | { readonly kind: "start" }
  /** Nothing can be done before the plugin is there. */
  | { readonly kind: "setup" }

/** What is shown: what the reader chose while it exists, else what is most likely wanted. */
export function placeOf({ view, state }: Pick<Scene, "view" | "state">): ShownPlace {
  const { arms, loops, setup } = view
  const { place } = state
  if (place?.kind === "start") return { kind: "start" }
  const chosenLoop = place?.kind === "loop" ? loops.find(({ id }) => id === place.id) : undefined
  if (chosenLoop !== undefined) return { kind: "loop", loop: chosenLoop }
  const chosenArm = place?.kind === "arm" ? arms.find(({ token }) => token === place.token) : undefined
  const arm = chosenArm ?? arms[0]
  if (arm !== undefined && (chosenArm !== undefined || loops.every(({ word }) => word === "ended")))
    return { kind: "arm", arm }
  const loop = loops.find(({ word }) => word !== "ended") ?? loops[0]
  if (loop !== undefined) return { kind: "loop", loop }
  return setup.plugin === "missing" ? { kind: "setup" } : { kind: "start" }
}
