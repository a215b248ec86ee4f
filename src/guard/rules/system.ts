import { type Call, lineOf } from "../call.ts"
import { type Finding, finding } from "../verdict.ts"
import { everyday } from "./everyday.ts"

type Line = readonly [pattern: RegExp, rule: string, what: string]

/** Programs that change the machine, by the words they are called with. */
const lines: readonly Line[] = [
  [
    /^(sudo|doas|pkexec|su|runuser|runas|gsudo)( |$)/,
    "privilege",
    "runs with other rights than the agent's own",
  ],
  [/^(chroot|nsenter|unshare) /, "privilege", "leaves the place it runs in"],
  [
    /^(shutdown|reboot|halt|poweroff|kexec)( |$)|^(init|telinit) [06]|^systemctl (.* )?(reboot|poweroff|halt|suspend|hibernate|kexec|rescue|emergency)\b/,
    "shutdown",
    "shuts the machine down",
  ],
  [
    /^(systemctl|rc-service|rc-update|sv|initctl) (?!(.* )?(status|show|list-\S+|is-\S+|cat|--version|get-default)\b)./,
    "services",
    "changes the machine's services",
  ],
  [/^service \S+ (?!status)\S+/, "services", "changes the machine's services"],
  [
    /^launchctl (load|unload|bootstrap|bootout|remove|kickstart|submit|enable|disable|setenv)/,
    "services",
    "changes the machine's services",
  ],
  [
    /^crontab (?!-l)|^crontab$|^(at|batch)( |$)|^systemd-run /,
    "scheduling",
    "lets a command run later, outside the loop",
  ],
  [
    /^(mkfs(\.\w+)?|mkswap|fdisk|sfdisk|cfdisk|gdisk|sgdisk|parted|wipefs|blkdiscard|cryptsetup|hdparm|badblocks|swapoff|swapon|losetup|(pv|vg|lv)(create|remove|resize|reduce)|mdadm|zpool|diskpart)( |$)/,
    "disk",
    "changes disks",
  ],
  [/^diskutil (?!list|info)/, "disk", "changes disks"],
  [/^(mount|umount) [^-]/, "disk", "mounts or unmounts file systems"],
  [
    /^(useradd|userdel|usermod|adduser|deluser|groupadd|groupdel|passwd|chpasswd|visudo|vipw|chsh|dscl|net user|net localgroup)( |$)/,
    "accounts",
    "changes accounts of the machine",
  ],
  [
    /^(iptables|ip6tables|nft|ufw|firewall-cmd|pfctl|setenforce|csrutil|spctl|tccutil|apparmor_parser)( |$)/,
    "security",
    "changes the machine's protection",
  ],
  [
    /^sysctl .*(-w|=)|^(modprobe|insmod|rmmod|kldload)( |$)|^hostnamectl set|^timedatectl set|^networksetup -set|^scutil --set|^defaults (write|delete)|^dconf (write|reset)|^gsettings (set|reset)/,
    "machine-settings",
    "changes settings of the machine",
  ],
  [
    /^(apt|apt-get|aptitude|yum|dnf|zypper|apk|port|pkg|emerge|nix-env|snap|flatpak) (.* )?(install|remove|purge|autoremove|upgrade|dist-upgrade|full-upgrade|add|del|erase|-i|-e|-U|update-alternatives)\b/,
    "machine-packages",
    "installs or removes software of the whole machine",
  ],
  [
    /^pacman -[SRU]|^dpkg (-i|-r|-P|--install|--remove|--purge)|^rpm -[iUe]|^brew (install|uninstall|remove|upgrade|tap|untap|link|unlink|services|reinstall|cleanup)\b|^(choco|scoop|winget) (install|uninstall|upgrade|remove)/,
    "machine-packages",
    "installs or removes software of the whole machine",
  ],
  [
    /^(npm|pnpm|bun) (.* )?(-g|--global)( |$)|^yarn global|^npm (.* )?--location[= ]global|^(make|ninja|cmake) (.* )?(install|uninstall|--install)( |$)|^pip3? (.* )?--break-system-packages/,
    "machine-packages",
    "installs or removes software of the whole machine",
  ],
  [/^(history -[cw]|kill-server|killall5|telinit)/, "traces", "wipes its traces"],
  [
    /^docker (run|create|container run) .*(--privileged|--pid[= ]host|--net(work)?[= ]host .*-v \/|(-v|--volume)[= ]?\/(etc|root|home|Users|var\/run\/docker\.sock)?:|source=\/,)/,
    "privilege",
    "starts a container that reaches the whole machine",
  ],
  [
    /^(docker|podman) (system|volume|image|container|network|builder) prune|^(docker|podman) (volume|network) rm|^(docker|podman) (rm|rmi|stop|kill) .*\uE000|^docker[- ]compose .*down .*(-v|--volumes|--rmi)/,
    "containers",
    "removes containers, images or volumes of others",
  ],
  [
    /^for-loop (?!(status|list|report|checkpoints|diff|doctor|schema|help|--help|--version|spend|pack)\b)./,
    "own-state",
    "steers the loop itself",
  ],
]

/** What a call does to the machine around the workspace. */
export function systemRule(call: Call): readonly Finding[] {
  const line = lineOf(call)
  const found = everyday.has(call.name) ? undefined : lines.find(([pattern]) => pattern.test(line))
  const own =
    call.sets.some(([name]) => /^FOR_LOOP_/.test(name)) || call.args.some((arg) => /^FOR_LOOP_\w+=/.test(arg))
  const findings = own ? [finding("own-state", "judge", "changes how the loop itself runs")] : []
  if (found === undefined || isHelp(call)) return findings
  const [, rule, what] = found
  return [...findings, finding(rule, rule === "own-state" ? "judge" : "machine", what)]
}

/** `--help` and `--version` of anything are harmless. */
function isHelp({ args }: Call): boolean {
  return args.length === 1 && /^(--help|--version|-V)$/.test(args[0] ?? "")
}
