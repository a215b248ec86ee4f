import { wordsOf } from "../../../dashboard/model/words/words-of.ts"
import { gatewayEn } from "./gateway-en.ts"
import { gatewayZhCn } from "./gateway-zh-cn.ts"
import { gatewayZhTw } from "./gateway-zh-tw.ts"
import type { GatewayWords } from "./words.ts"

const translations = { en: gatewayEn, "zh-TW": gatewayZhTw, "zh-CN": gatewayZhCn } as const

/** The texts for a language tag, chosen as the dashboard's are. */
export function gatewayWordsOf(tag: string): {
  readonly lang: "en" | "zh-TW" | "zh-CN"
  readonly words: GatewayWords
} {
  const { lang } = wordsOf(tag)
  return { lang, words: translations[lang] }
}
