import { shortHash } from "../../loop/hash.ts"

const mostSessions = 10_000
const longestHint = 200

/** Which credential the calls of a session go to (G14); the ones that were quiet for longest are forgotten. */
export type Sessions = {
  credentialOf(session: string): string | null
  bind(session: string, credential: string): void
}

export function openSessions(): Sessions {
  const bound = new Map<string, string>()
  return {
    credentialOf: (session) => bound.get(session) ?? null,
    bind: (session, credential) => {
      bound.delete(session)
      bound.set(session, credential)
      if (bound.size <= mostSessions) return
      const [oldest] = bound.keys()
      if (oldest !== undefined) bound.delete(oldest)
    },
  }
}

/** A session is the client key's own: what one client names cannot touch another one's. */
export function sessionName(upstream: string, key: string, session: string): string {
  const hint = session.length > longestHint ? shortHash(session) : session
  return `${upstream}\n${key}\n${hint}`
}
