import { rmSync } from "node:fs"
import { ensureDir, writeFileAtomic } from "../system/atomic-file.ts"
import { onDisk } from "../system/store-error.ts"
import { type Binding, bindingPath } from "./binding-lookup.ts"
import { bindingsFolder, safeId } from "./paths.ts"

/** Attaches a conversation to a loop, replacing an earlier binding. Throws StoreError, also for an unsafe id. */
export function writeBinding(home: string, conversationId: string, binding: Binding): void {
  const path = bindingPath(home, safeId(conversationId))
  ensureDir(bindingsFolder(home))
  const { active, requestKey } = binding
  const stored = { conversation: conversationId, loop: safeId(binding.loop), active, requestKey }
  writeFileAtomic(path, `${JSON.stringify(stored)}\n`)
}

/** Detaches a conversation; nothing happens when it was not bound. Throws StoreError. */
export function removeBinding(home: string, conversationId: string): void {
  const path = bindingPath(home, safeId(conversationId))
  onDisk(path, () => rmSync(path, { force: true }))
}
