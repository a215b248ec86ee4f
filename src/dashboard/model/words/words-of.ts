import { en } from "./en.ts"
import type { Words } from "./words.ts"
import { zhCn } from "./zh-cn.ts"
import { zhTw } from "./zh-tw.ts"

/** The texts for a language tag such as `zh-tw`, `zh-Hant-HK` or `de`; English where there is no translation. */
export function wordsOf(tag: string): { readonly lang: "en" | "zh-TW" | "zh-CN"; readonly words: Words } {
  const lower = tag.toLowerCase().replaceAll("_", "-")
  if (!/^zh\b/.test(lower)) return { lang: "en", words: en }
  if (/^zh-(hant|tw|hk|mo)/.test(lower)) return { lang: "zh-TW", words: zhTw }
  return { lang: "zh-CN", words: zhCn }
}
