import { frameHtml, type PageOrder } from "../../dashboard/model/page.ts"
import { gatewayWordsOf } from "./words/words-of.ts"

/** The frame of the gateway's page. Its styles come after those that it shares with the dashboard. */
export function gatewayPageHtml({
  sharedStyleUrl,
  styleUrl,
  ...order
}: PageOrder & { readonly sharedStyleUrl: string }): string {
  return frameHtml({ ...order, ...gatewayWordsOf(order.lang), styleUrls: [sharedStyleUrl, styleUrl] })
}
