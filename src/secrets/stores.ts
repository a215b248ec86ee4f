import { keyFile } from "./key-file.ts"
import { geminiAccount, type KeyStore } from "./key-store.ts"
import { macKeychain } from "./mac-keychain.ts"
import { secretService } from "./secret-service.ts"
import { windowsVault } from "./windows-vault.ts"

export type StorePlace = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
}

/** The store of secrets of this operating system, whether or not it answers. */
export function systemStore({ env, platform }: StorePlace): KeyStore {
  if (platform === "darwin") return macKeychain(env)
  return platform === "win32" ? windowsVault(env) : secretService(env)
}

export function fileStore({ home, platform }: StorePlace): KeyStore {
  return keyFile(home, platform)
}

/** A key that the user gave us to keep, and where it lies. */
export type KeptKey = { readonly key: string; readonly from: string }

export type KeptKeys = {
  readonly key: KeptKey | null
  /** Why a store that is there could not be asked; null when nothing went wrong. */
  readonly trouble: string | null
}

/** The key that was kept under this account: in our file (asking costs nothing), else in the system's store. */
export async function keptKey(account: string, place: StorePlace): Promise<KeptKeys> {
  let trouble: string | null = null
  for (const store of keyStores(place)) {
    const read = await store.read(account)
    if (read.kind === "key") return { key: { key: read.key, from: store.name }, trouble: null }
    if (read.kind === "refused") trouble ??= `${store.name} cannot be read: ${read.why}`
  }
  return { key: null, trouble }
}

/** The Gemini key that `for-loop auth set` kept. */
export async function keptGeminiKey(place: StorePlace): Promise<KeptKeys> {
  return keptKey(geminiAccount, place)
}

/** Every place of this machine where a key may be kept. */
export function keyStores(place: StorePlace): readonly KeyStore[] {
  return [fileStore(place), systemStore(place)].filter((store) => store.isThere())
}
