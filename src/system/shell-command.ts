/** A program and arguments that make the platform's own shell run one command line. */
export type ShellCommand = {
  readonly program: string
  readonly args: readonly string[]
  /** Windows: pass the arguments as they are, `cmd.exe` does its own unquoting. */
  readonly verbatim: boolean
}

/**
 * How `command` is run on `platform`: `/bin/sh -c` or `cmd.exe /d /s /c`. Never bash: on Windows the first `bash` found may be
 * the one of WSL, with another file system (S90, S93). `/d` leaves AutoRun out, `/s` makes the outer quotes plain.
 */
export function shellCommand(
  command: string,
  platform: NodeJS.Platform,
  comSpec = process.env.ComSpec,
): ShellCommand {
  if (platform !== "win32") return { program: "/bin/sh", args: ["-c", command], verbatim: false }
  return { program: comSpec ?? "cmd.exe", args: ["/d", "/s", "/c", `"${command}"`], verbatim: true }
}
