import { names } from "../words.ts"

type Words = { readonly kind: "words"; readonly words: readonly string[] }
type Text = { readonly kind: "script"; readonly text: string; readonly feed: { readonly kind: "none" } }

/** Programs that start the words behind their own options. `skip`: operands of their own that come first. */
type Wrapper = { readonly valued: ReadonlySet<string>; readonly skip?: number }

const plain: Wrapper = { valued: names("") }

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    "sudo",
    {
      valued: names(
        "u user g group h host p prompt C close-from T command-timeout D chdir R chroot r role t type U other-user",
      ),
    },
  ],
  ["doas", { valued: names("u C") }],
  ["pkexec", { valued: names("user") }],
  ["env", { valued: names("u unset C chdir") }],
  ["time", { valued: names("f format o output") }],
  ["nice", { valued: names("n adjustment") }],
  ["ionice", { valued: names("c class n classdata") }],
  ["chrt", { valued: names(""), skip: 1 }],
  ["taskset", { valued: names(""), skip: 1 }],
  ["timeout", { valued: names("k kill-after s signal"), skip: 1 }],
  ["gtimeout", { valued: names("k kill-after s signal"), skip: 1 }],
  ["stdbuf", { valued: names("i input o output e error") }],
  ["exec", { valued: names("a") }],
  ["strace", { valued: names("e o p s u E a b P S") }],
  ["ltrace", { valued: names("e o p s u a n l") }],
  ["chroot", { valued: names("userspec groups"), skip: 1 }],
  ["nsenter", { valued: names("t target S G setuid setgid") }],
  ["unshare", { valued: names("S G setuid setgid R root w wd") }],
  ["xvfb-run", { valued: names("s server-args n server-num e f w") }],
  ["direnv", { valued: names(""), skip: 2 }],
  ["dotenv", { valued: names("e f c v") }],
  ["nohup", plain],
  ["setsid", plain],
  ["command", plain],
  ["builtin", plain],
  ["chronic", plain],
  ["unbuffer", plain],
  ["caffeinate", { valued: names("t w") }],
  ["cross-env", plain],
  ["cross-env-shell", plain],
  ["busybox", plain],
  ["toybox", plain],
  ["valgrind", plain],
  ["winpty", plain],
  ["wsl", { valued: names("d distribution u user cd") }],
  ["rtk", plain],
])

/** Package runners: the word behind these runs a program of the project. */
const runners: ReadonlyMap<string, RegExp> = new Map([
  ["npx", /^/],
  ["bunx", /^/],
  ["pnpx", /^/],
  ["npm", /^(exec|x)$/],
  ["pnpm", /^(exec|dlx)$/],
  ["yarn", /^(exec|dlx)$/],
  ["bun", /^x$/],
  ["uv", /^run$/],
  ["uvx", /^/],
  ["poetry", /^run$/],
  ["pipenv", /^run$/],
  ["pdm", /^run$/],
  ["hatch", /^run$/],
  ["rye", /^run$/],
  ["bundle", /^exec$/],
  ["mise", /^(exec|x)$/],
  ["conda", /^run$/],
  ["dotnet", /^(exec|watch)$/],
])

const runnerValued = names("p package c call w workspace C prefix n name from with python cwd dir")

/** The words that a wrapper or a package runner starts; empty for every other program. */
export function wrapped(name: string, args: readonly string[]): readonly (Words | Text)[] {
  const runner = runners.get(name)
  if (runner !== undefined) return byRunner(name, args, runner)
  const wrapper = wrappers.get(name)
  if (wrapper === undefined) return []
  const at = behindOptions(args, wrapper.valued)
  // `env -S` holds a whole line in one word.
  const split = name === "env" ? args.findIndex((arg) => /^(-S|--split-string)/.test(arg)) : -1
  if (split >= 0) {
    const text = (args[split] ?? "").replace(/^(-S|--split-string=?)/, "") || (args[split + 1] ?? "")
    return [{ kind: "script", text, feed: { kind: "none" } }]
  }
  if ((name === "command" || name === "builtin") && args.some((arg) => /^-[vV]+$/.test(arg))) return []
  let from = at
  if (setsVariables.has(name)) while (/^\w+=/.test(args[from] ?? "")) from++
  return words(args.slice(from + (wrapper.skip ?? 0)))
}

const setsVariables = names("env sudo doas cross-env cross-env-shell")

function byRunner(name: string, args: readonly string[], sub: RegExp): readonly (Words | Text)[] {
  const call = args.findIndex((arg) => arg === "-c" || arg === "--call")
  if (/^np[mx]$/.test(name) && call >= 0) {
    return [{ kind: "script", text: args[call + 1] ?? "", feed: { kind: "none" } }]
  }
  const whole = sub.source === "^"
  const verb = whole ? 0 : behindOptions(args, runnerValued)
  if (!whole && !sub.test(args[verb] ?? "")) return []
  const rest = args.slice(whole ? 0 : verb + 1)
  const [program = "", ...others] = rest.slice(behindOptions(rest, runnerValued))
  // `rimraf@5` is rimraf.
  return words([program.replace(/(.)@[^/]*$/, "$1"), ...others])
}

function words(found: readonly string[]): readonly Words[] {
  return found.length === 0 || found[0] === "" ? [] : [{ kind: "words", words: found }]
}

/** Index of the first word behind the options; `--` ends them. */
function behindOptions(args: readonly string[], valued: ReadonlySet<string>): number {
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at] ?? ""
    if (arg === "--") return at + 1
    if (!arg.startsWith("-") || arg === "-") return at
    const bare = arg.replace(/^--?/, "")
    const takesNext = arg.startsWith("--")
      ? valued.has(bare)
      : valued.has(bare) || (bare.length > 0 && valued.has(bare.at(-1) ?? "") && !valued.has(bare.charAt(0)))
    if (takesNext) at++
  }
  return at
}
