import type { Server } from "node:http"
import { errnoOf } from "../../system/store-error.ts"

export type Listening =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "refused"; readonly why: "port-taken" | "port-forbidden" | "host-unknown" }

/** Listens at an address of this machine; port 0 = any that is free. Rejects for a network that fails otherwise. */
export function listen(server: Server, host: string, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const code = errnoOf(error)
      if (code === "EADDRINUSE") resolve({ kind: "refused", why: "port-taken" })
      else if (code === "EACCES") resolve({ kind: "refused", why: "port-forbidden" })
      else if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
        resolve({ kind: "refused", why: "host-unknown" })
      else reject(error)
    })
    server.listen({ host, port, exclusive: true, backlog: 1024 }, () => {
      const address = server.address()
      if (address === null || typeof address === "string") reject(new Error("the server has no port"))
      else resolve({ kind: "listening", port: address.port })
    })
  })
}

/** Whether only programs of this machine reach an address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
}
