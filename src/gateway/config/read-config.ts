import type { GatewayConfig } from "./config.ts"

export type ConfigRead =
  | {
      readonly kind: "config"
      readonly config: GatewayConfig
      readonly path: string
      /** False = no such file: everything is made of what the environment offers. */
      readonly existed: boolean
    }
  /** One sentence that names file and field, and what to do next. */
  | { readonly kind: "wrong"; readonly why: string }

/** The gateway's configuration: its file, then the environment over it, then defaults. Throws StoreError. */
export declare function readGatewayConfig(home: string, env: NodeJS.ProcessEnv): Promise<ConfigRead>
