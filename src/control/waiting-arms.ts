import { type Arm, claimArm, listArms } from "../store/arm.ts"
import { block } from "./words.ts"

/** The arms that still wait for their conversation at `now` (epoch ms), newest first. Throws StoreError. */
export function waitingArms(home: string, now: number): Arm[] {
  return listArms(home, now)
}

/** Takes an arm back, so that its line starts nothing any more; false when a conversation was faster or it had expired. Throws StoreError. */
export function withdrawArm(home: string, token: string, now: number = Date.now()): boolean {
  return claimArm(home, token, now) !== null
}

/** What starts an armed loop when it is sent in the agent's chat. */
export function pasteOf(arm: Pick<Arm, "token" | "task">): string {
  return `/for-loop --arm ${arm.token}\n${block(arm.task)}`
}
