import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pluginFolder } from "../../../src/install/install.ts"
import type { LoopState } from "../../../src/loop/state.ts"
import { forLoopHome } from "../../../src/store/home.ts"
import { readJournal } from "../../../src/store/journal.ts"
import { listLoops, loadState } from "../../../src/store/state-file.ts"
import { type CartEdit, cartEdits } from "./cart-edits.ts"
import { cartProject } from "./cart-project.ts"
import { IdeHost, type IdeHostOptions } from "./ide-host.ts"
import { productPackage } from "./packages.ts"

/** One user's machine: the editor with our package in it, a home folder, and a project of the examples under git. */
export class Scene implements AsyncDisposable {
  readonly ide: IdeHost
  readonly project: string

  private constructor(ide: IdeHost) {
    this.ide = ide
    this.project = this.addProject("node-cart")
  }

  static async start(options: Partial<IdeHostOptions> = {}): Promise<Scene> {
    const vsix = [productPackage(), ...(options.vsix ?? [])]
    return new Scene(await IdeHost.start({ ...options, vsix }))
  }

  /** Copies `examples/node-cart` under another name, as a repository with one commit. */
  addProject(name: string): string {
    return cartProject(join(this.ide.root, "work", name))
  }

  /** File in which the stand-in for Antigravity writes down what reached its panel. */
  get chat(): string {
    return join(this.ide.root, "chat.jsonl")
  }

  /** Folder that the setup of the extension installs the plugin into. */
  get plugin(): string {
    return pluginFolder(this.ide.home)
  }

  /** Where loops are kept. */
  get store(): string {
    return forLoopHome(this.ide.env)
  }

  /** Edits a project the way an agent does. */
  edit(edit: CartEdit, project: string = this.project): void {
    const { file, from, to } = cartEdits[edit]
    const path = join(project, file)
    const text = readFileSync(path, "utf8")
    if (!text.includes(from)) throw new Error(`${file} does not hold: ${from}`)
    writeFileSync(path, text.replace(from, to))
  }

  read(file: string): string {
    return readFileSync(join(this.project, file), "utf8")
  }

  /** Ids of all loops, newest first. */
  loops(): string[] {
    return listLoops(this.store).map((loop) => loop.id)
  }

  /** The one loop there is. */
  onlyLoop(): string {
    const [id, ...others] = this.loops()
    if (id === undefined || others.length > 0) throw new Error(`there are ${others.length + 1} loops`)
    return id
  }

  state(loop: string): LoopState {
    const loaded = loadState(this.store, loop)
    if (loaded.kind !== "ok") throw new Error(`the state is ${loaded.kind}`)
    return loaded.state
  }

  journal(loop: string): string[] {
    return readJournal(this.store, loop).events.map((event) => event.kind)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ide[Symbol.asyncDispose]()
  }
}
