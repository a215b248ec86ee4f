import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync } from "node:fs"
import { join } from "node:path"
import type { Diagnosis, FixId } from "../../src/install/diagnosis.ts"
import { installPlugin } from "../../src/install/install.ts"
import { markHookSeen } from "../../src/store/hook-seen.ts"
import { type Machine, machine } from "./install-fixture.ts"

export const now = Date.UTC(2026, 10, 20)
export const plugin = [".gemini", "config", "plugins", "antigravity-for-loop"] as const
export const globalFile = [".gemini", "config", "hooks.json"] as const

/** A machine with Node and git on a PATH of its own, our plugin installed and its hook run five seconds ago. */
export function installed(): Machine {
  const user = machine()
  mkdirSync(user.path("bin"))
  mkdirSync(user.path("project"))
  symlinkSync(process.execPath, user.path("bin", "node"))
  user.program("#!/bin/sh\necho git version 2.50.0\n", "bin", "git")
  installPlugin(user.options)
  markHookSeen(user.home, now - 5000)
  return user
}

type Case = readonly [
  string,
  string,
  Diagnosis["status"],
  string,
  FixId | undefined,
  (user: Machine) => unknown,
]
/** What can be wrong: finding, status, part of what is said, the repair offered, and how to make it so. */
export const spoiled: readonly Case[] = [
  [
    "a hook.cjs that an update removed (S95)",
    "plugin",
    "fail",
    "hook.cjs",
    "reinstall",
    (user) => rmSync(user.path(...plugin, "hooks", "hook.cjs")),
  ],
  [
    "a launcher that cannot be executed",
    "plugin",
    "fail",
    "cannot be executed",
    "reinstall",
    (user) => chmodSync(user.path(...plugin, "hooks", "for-loop-hook"), 0o644),
  ],
  [
    "a manifest the host does not load",
    "plugin",
    "fail",
    "not one that",
    "reinstall",
    (user) => user.write("\uFEFF{}", ...plugin, "plugin.json"),
  ],
  [
    "a plugin disabled in the host",
    "plugin",
    "fail",
    "disabled",
    undefined,
    (user) =>
      user.write(
        '{"plugins":{"antigravity-for-loop":{"enabled":false}}}',
        ".gemini",
        "config",
        "config.json",
      ),
  ],
  [
    "a launcher that answers nothing (S43)",
    "launcher",
    "fail",
    "one JSON object",
    "reinstall",
    (user) => user.program("#!/bin/sh\n", ...plugin, "hooks", "for-loop-hook"),
  ],
  [
    "a launcher that fails (S43)",
    "launcher",
    "fail",
    "exit code 3",
    "reinstall",
    (user) => user.program("#!/bin/sh\necho '{}'\nexit 3\n", ...plugin, "hooks", "for-loop-hook"),
  ],
  [
    "a launcher that holds everybody",
    "launcher",
    "fail",
    "has no loop",
    "reinstall",
    (user) =>
      user.program('#!/bin/sh\necho \'{"decision":"continue"}\'\n', ...plugin, "hooks", "for-loop-hook"),
  ],
  [
    "a hook that breaks behind a good launcher (S41)",
    "hook",
    "fail",
    "does not run",
    "reinstall",
    (user) => user.write("throw 1", ...plugin, "hooks", "hook.cjs"),
  ],
  [
    "a recorded program that is gone (S95)",
    "runtime",
    "warn",
    "is gone",
    "record-runtime",
    (user) => user.write("/no/such/node\n", ".antigravity-for-loop", "runtime"),
  ],
  [
    "an old Node on the PATH",
    "node",
    "warn",
    "too old",
    undefined,
    (user) => {
      unlinkSync(user.path("bin", "node"))
      return user.program("#!/bin/sh\necho v18.20.0\n", "bin", "node")
    },
  ],
  ["no git", "git", "warn", "not found", undefined, (user) => rmSync(user.path("bin", "git"))],
  [
    "a home others can read",
    "home",
    "warn",
    "Other accounts",
    "private-home",
    (user) => chmodSync(user.home, 0o755),
  ],
  [
    "the switch file",
    "switch",
    "fail",
    "switched off",
    undefined,
    (user) => user.write("", ".antigravity-for-loop", "disabled"),
  ],
  [
    "a hook no host ever ran (S41)",
    "last-seen",
    "warn",
    "No host",
    undefined,
    (user) => rmSync(join(user.home, "hook-seen.json"), { force: true }),
  ],
  [
    "a shared hooks file another tool broke",
    "hooks-file",
    "fail",
    "strict JSON",
    undefined,
    (user) => user.write("{,}", ...globalFile),
  ],
  [
    "an entry the host skips",
    "hooks-file",
    "warn",
    "SubagentStop",
    undefined,
    (user) => user.write('{"theirs":{"SubagentStop":[]}}', ...globalFile),
  ],
  [
    "our own hooks file broken",
    "hooks-file",
    "fail",
    "strict JSON",
    "reinstall",
    (user) => user.write("{,}", ...plugin, "hooks.json"),
  ],
  [
    "our hook switched off",
    "registered",
    "fail",
    "switched off",
    undefined,
    (user) => user.write('{"antigravity-for-loop":{"enabled":false}}', ...plugin, "hooks.json"),
  ],
  [
    "no hooks file with our launcher",
    "registered",
    "fail",
    "No hooks file",
    "reinstall",
    (user) => rmSync(user.path(...plugin, "hooks.json")),
  ],
  [
    "a second copy in the shared file (S96)",
    "registered",
    "warn",
    "2 places",
    "remove-global-entry",
    (user) => user.write('{"antigravity-for-loop":{"Stop":[]},"theirs":{}}', ...globalFile),
  ],
  [
    "a second copy in the old file (S96)",
    "registered",
    "warn",
    "2 places",
    "remove-legacy-entry",
    (user) =>
      user.write(
        '{"antigravity-for-loop":{"Stop":[]},"theirs":{}}',
        ".gemini",
        "antigravity-cli",
        "hooks.json",
      ),
  ],
  [
    "a second plugin under another name (S96)",
    "registered",
    "warn",
    "2 places",
    undefined,
    (user) =>
      user.write(
        '{"x":{"Stop":[{"command":"./hooks/for-loop-hook Stop"}]}}',
        ".gemini",
        "config",
        "plugins",
        "8f3a",
        "hooks.json",
      ),
  ],
  [
    "a copy in the project (S96)",
    "registered",
    "warn",
    "2 places",
    undefined,
    (user) => user.write('{"antigravity-for-loop":{"Stop":[]}}', "project", ".agents", "hooks.json"),
  ],
  [
    "a shared file that is a dead link",
    "legacy-link",
    "fail",
    "nowhere",
    undefined,
    (user) => symlinkSync("nowhere", user.path(...globalFile)),
  ],
]
