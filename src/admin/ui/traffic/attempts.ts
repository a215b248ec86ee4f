import type { Scene } from "../scene.ts"

/** Asks for the attempts of the request that is open, once it has ended and each time it is opened. */
export function readAttempts({ view, state, act }: Scene): void {
  const { openRequest, attempts } = state
  if (openRequest === null || attempts[openRequest] !== undefined) return
  if (!view.requests.some(({ id, state }) => id === openRequest && state !== "under-way")) return
  const keep = (found: (typeof attempts)[string]) =>
    act.set({ attempts: { ...act.current().attempts, [openRequest]: found } })
  keep({ kind: "loading" })
  act.ask({ kind: "attempts", request: openRequest }, (reply) => {
    if (reply.kind === "attempts") keep({ kind: "read", attempts: reply.attempts })
    else if (reply.kind === "refused") keep({ kind: "refused", message: reply.message })
    return true
  })
}
