import { peekControls } from "../store/control.ts"

const intervalMs = 500

/** Fires when the user asks to cancel while checks run, so that they are killed at once and not waited for. */
export function watchForCancel(home: string, loop: string): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const timer = setInterval(() => {
    if (peekControls(home, loop).some((request) => request.kind === "cancel"))
      controller.abort(new Error("cancelled"))
  }, intervalMs)
  return { signal: controller.signal, stop: () => clearInterval(timer) }
}
