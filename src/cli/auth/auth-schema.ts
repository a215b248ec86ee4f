import { z } from "zod"

const proof = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("not-tried"), why: z.string() }),
  z.object({ kind: z.literal("proven"), what: z.string() }),
  z.object({ kind: z.literal("refused"), why: z.string(), next: z.string() }),
])

const access = { what: z.string(), next: z.string().nullable(), proof }

/** `for-loop auth --json`; no secret stands in it. */
export const authSchema = z.discriminatedUnion("action", [
  z.object({
    action: z.literal("show"),
    backends: z.array(
      z.discriminatedUnion("backend", [
        z.object({ backend: z.literal("agy"), access: z.enum(["own-sign-in", "none"]), ...access }),
        z.object({
          backend: z.literal("gemini"),
          access: z.enum(["api-key", "vertex", "none"]),
          ...access,
          vertex: z
            .object({
              project: z.string(),
              location: z.string(),
              credentials: z
                .enum(["user", "service-account", "metadata-server", "impersonated", "federated"])
                .nullable(),
              scope: z.string(),
              role: z.string(),
            })
            .nullable(),
        }),
      ]),
    ),
  }),
  /** A key was kept or removed; `where`: the store, for people. */
  z.object({ action: z.literal("set"), account: z.literal("gemini"), where: z.string() }),
  z.object({ action: z.literal("remove"), account: z.literal("gemini"), where: z.array(z.string()) }),
])
