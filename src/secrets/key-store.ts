/** What went wrong with a key store, in one sentence; the key never stands in it. */
export type StoreRefusal = { readonly kind: "refused"; readonly why: string }

type KeyRead = { readonly kind: "key"; readonly key: string } | { readonly kind: "none" } | StoreRefusal

/** A place where the operating system, or we, keep secrets of the user. No method throws for what the store says. */
export type KeyStore = {
  /** For people: "the keychain of this Mac". */
  readonly name: string
  /** Whether this machine has it at all. */
  isThere(): boolean
  read(account: string): Promise<KeyRead>
  write(account: string, key: string): Promise<{ readonly kind: "kept" } | StoreRefusal>
  remove(account: string): Promise<{ readonly kind: "removed" } | { readonly kind: "none" } | StoreRefusal>
}

/** The name under which our secrets lie in the system's store. */
export const service = "antigravity-for-loop"

/** The account of the Gemini API's key. */
export const geminiAccount = "gemini"

export function refused(why: string): StoreRefusal {
  return { kind: "refused", why }
}
