import { errnoOf } from "./store-error.ts"

/** Whether another process of this id runs now; one of another account counts as running. */
export function isProcessAlive(pid: number): boolean {
  if (pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === "EPERM"
  }
}
