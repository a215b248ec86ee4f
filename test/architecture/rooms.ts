/**
 * Which rooms a room may import, each with what it needs there, and why it may not import more. Corners of rooms and
 * packages are ruled in `rules.ts`.
 */
export type RoomRule = { readonly may: Readonly<Record<string, string>>; readonly because: string }

export const rooms: Readonly<Record<string, RoomRule>> = {
  loop: {
    may: {},
    because: "the rules of the loop are pure: they must be testable without any machine around them",
  },
  system: { may: {}, because: "the operating system's edge knows nothing of loops" },
  verify: {
    may: {
      loop: "what was measured is told in the loop's words: failures, results, verdicts",
      system: "checks are processes; reports and logs are files",
    },
    because: "measuring must not know who asked or where results are kept",
  },
  integrity: {
    may: { loop: "a finding is a part of the evidence", system: "tests and settings are files" },
    because: "the gate compares trees; it must not depend on how checks are run",
  },
  git: {
    may: { loop: "the short hash of a fingerprint", system: "the program git is looked for" },
    because: "checkpoints are useful without a host, a store or a check",
  },
  store: {
    may: {
      loop: "what is stored: state, settings, requests",
      system: "files are written whole or not at all",
    },
    because: "files on disk must not pull in what is stored in them",
  },
  spend: {
    may: {
      loop: "hosts, modes, and the usage that evidence tells of",
      system: "ledgers and prices are files",
    },
    because: "money is counted the same whoever spends it",
  },
  breaker: {
    may: {
      loop: "the mode of a loop says how soon it opens",
      store: "health is kept in the home, under a lock",
      system: "health is a file",
    },
    because: "who is left alone for a while is one matter for headless runs and the gateway: neither owns it",
  },
  host: {
    may: { loop: "events come in and decisions go out", system: "a transcript is read from its end" },
    because: "a wire format must be replaceable without touching anything else",
  },
  secrets: {
    may: {
      verify: "what has the shape of a secret is known there",
      system: "key stores are programs and files",
    },
    because: "a secret is kept and read the same for whoever needs it, and knows nothing of what it opens",
  },
  install: {
    may: {
      host: "what Antigravity's own program says of its hooks",
      store: "whether a hook was ever seen, and the kill switch",
      system: "it places files and tries programs",
    },
    because: "installing needs hosts and files, never the running hook",
  },
  guard: {
    may: { loop: "the mode a loop works in", system: "real paths of what a command touches" },
    because: "what a command may do is judged the same for the hook, the engine and whoever asks",
  },
  hook: {
    may: {
      host: "the host's own words, in and out",
      loop: "the decision",
      verify: "checks and what they found",
      integrity: "the gate at green",
      git: "checkpoints and branch",
      store: "state before the answer",
      spend: "the ledger of the turn",
      guard: "verdicts on tool calls",
      system: "stdin, stdout, errors of the disk",
    },
    because: "the hook composes the rooms for one event; nothing may depend on it",
  },
  engine: {
    may: {
      hook: "the same code as in a host decides",
      loop: "state, settings, outcome",
      git: "what the context packer shows of a tree",
      store: "requests of people and locks",
      spend: "caps, prices and the ledger of its calls",
      host: "how an upstream's error reads",
      verify: "texts are cleaned and fenced as those of checks are",
      guard: "what the model's command lines may do",
      secrets: "keys of the upstreams",
      breaker: "backends that rest",
      system: "processes and files of its tools",
    },
    because:
      "the headless driver is a host of its own that calls the hook in its own process: the same decisions",
  },
  gateway: {
    may: {
      spend: "the ledger and the caps that loops use too",
      breaker: "upstreams that rest",
      secrets: "keys of the upstreams",
      store: "the lock of its configuration",
      verify: "what is recorded of a call has no secrets in it",
      loop: "the short hash of a session",
      system: "its configuration and records are files",
    },
    because: "the gateway shares spend and store, not the hook",
  },
  control: {
    may: {
      loop: "life, outcome, limits",
      store: "requests are files for the next event",
      git: "diffs and restoring",
      hook: "checks are chosen as a start in the chat chooses them",
      verify: "the running check, cleaned",
      spend: "money in words",
      install: "where the plugin is, and whether it is whole",
      system: "files and their times",
    },
    because: "what a person does to loops from outside is the same in the IDE and on the command line",
  },
  dashboard: {
    may: {
      control: "what a person asks is done there",
      loop: "state and limits",
      store: "what is shown is stored",
      git: "changes between checkpoints",
      system: "watching files",
    },
    because: "it shows what is stored and passes on what a person asks; it decides nothing",
  },
  admin: {
    may: {
      gateway: "what it shows and changes",
      dashboard: "the parts that both pages are made of",
      spend: "days as the caps count them",
      secrets: "a key that is typed in is kept",
      system: "its token is a file",
    },
    because: "the gateway's page shows and changes what the gateway keeps; the gateway runs without it",
  },
  ide: {
    may: {
      control: "what a person asks is done there",
      dashboard: "the sidebar and its editor tab",
      admin: "the gateway's page",
      gateway: "the gateway in a process of its own",
      install: "setting up and removing",
      loop: "words and limits of its forms",
      store: "where the home is, arms, notices",
      system: "files and processes",
    },
    because: "it is a top: nothing imports it, and it never imports the other top",
  },
  cli: {
    may: {
      control: "what a person asks is done there",
      engine: "headless runs",
      gateway: "the gateway in a terminal",
      admin: "the gateway's page",
      dashboard: "the dashboard in a browser",
      install: "install, uninstall, doctor",
      loop: "options, words and limits",
      store: "where the home is; collecting what is old",
      spend: "prices and what was spent",
      secrets: "the commands for keys",
      breaker: "the command for upstreams",
      git: "the list of checkpoints",
      system: "files and processes",
    },
    because: "it is a top: nothing imports it, and it never imports the other top",
  },
}
