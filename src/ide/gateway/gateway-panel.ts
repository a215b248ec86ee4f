import type { AdminAsk, AdminMessage, AdminReply } from "../../admin/model/messages.ts"
import { stoppedView } from "../../admin/model/stopped-view.ts"
import type { GatewayAbilities, GatewayView } from "../../admin/model/view.ts"
import type { FirstLine } from "./first-line.ts"
import { type GatewayLink, openGatewayLink } from "./gateway-link.ts"
import type { GatewayService } from "./gateway-service.ts"

export type PanelOrder = {
  readonly service: Pick<GatewayService, "running" | "start" | "stop" | "token">
  readonly now: () => number
  readonly post: (message: AdminMessage) => void
  readonly openBrowser: () => Promise<AdminReply>
  readonly openText: (title: string, text: string, fileName: string) => Promise<boolean>
  readonly t: (text: string) => string
  readonly trouble: (thrown: unknown) => void
  /** Ms between looks for a gateway while none is known. */
  readonly lookMs?: number
}

/** What one page of the gateway in the IDE is connected with: the gateway that runs, or the way to start one. */
export type GatewayPanel = {
  /** The page can be seen and has loaded. */
  show(): void
  hide(): void
  /** Never rejects. */
  ask(ask: AdminAsk): Promise<AdminReply>
}

const abilities: GatewayAbilities = { process: true, browser: true, clients: true }

export function gatewayPanel(order: PanelOrder): GatewayPanel {
  const { service, now, post, t, trouble, lookMs = 2000 } = order
  let link: GatewayLink | null = null
  let timer: NodeJS.Timeout | null = null
  let shown = false

  const tell = (view: GatewayView): void => post({ kind: "view", view: { ...view, abilities } })
  const rest = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    link?.close()
    link = null
  }
  /** Looks for a gateway, and again until there is one: a terminal may start it. */
  const look = (): void => {
    rest()
    if (!shown) return
    const running = found()
    if (running === null) {
      timer = setTimeout(look, lookMs)
      return
    }
    link = openGatewayLink({
      ...running,
      onView: tell,
      onLost: () => {
        link = null
        tell(stoppedView(now(), abilities))
        if (shown) timer = setTimeout(look, lookMs)
      },
    })
  }
  const found = (): { readonly url: string; readonly token: string } | null => {
    try {
      const running = service.running()
      return running === null ? null : { url: running.url, token: service.token() }
    } catch (error) {
      trouble(error)
      return null
    }
  }
  const answer = async (ask: AdminAsk): Promise<AdminReply> => {
    switch (ask.kind) {
      case "start": {
        const line = await service.start()
        look()
        return started(line)
      }
      case "stop":
        return await stopped()
      case "open-browser":
        return await order.openBrowser()
      default:
        return link === null ? notRunning(t) : await shownText(await link.ask(ask))
    }
  }
  const started = (line: FirstLine): AdminReply =>
    line.kind === "refused" ? line : { kind: "done", message: t("The gateway runs.") }
  const stopped = async (): Promise<AdminReply> => {
    const end = await service.stop()
    switch (end) {
      case "stopped":
      case "not-running":
        return { kind: "done", message: t("The gateway is stopped.") }
      case "elsewhere":
        return {
          kind: "refused",
          message: t("This window did not start the gateway."),
          next: t("Stop it where it was started: in a terminal with Ctrl-C, or in the other window."),
        }
      default:
        return end satisfies never
    }
  }
  /** Longer texts are read better in an editor. */
  const shownText = async (reply: AdminReply): Promise<AdminReply> => {
    if (reply.kind !== "text") return reply
    const opened = await order.openText(reply.title, reply.text, reply.fileName)
    return opened ? { kind: "done", message: t("Opened in an editor.") } : reply
  }
  return {
    show() {
      shown = true
      if (found() === null) tell(stoppedView(now(), abilities))
      look()
    },
    hide() {
      shown = false
      rest()
    },
    async ask(ask) {
      try {
        return await answer(ask)
      } catch (error) {
        trouble(error)
        return notRunning(t)
      }
    },
  }
}

function notRunning(t: PanelOrder["t"]): AdminReply {
  return {
    kind: "refused",
    message: t("The gateway does not answer."),
    next: t("Start it, then try again."),
  }
}
