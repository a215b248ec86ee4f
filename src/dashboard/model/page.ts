import { wordsOf } from "./words/words-of.ts"

export type PageOrder = {
  /** Where style, script, font and picture may come from: the webview's `cspSource`, or `'self'` in a browser. */
  readonly cspSource: string
  /** Fresh for every page. */
  readonly nonce: string
  readonly scriptUrl: string
  readonly styleUrl: string
  /** The reader's language tag; a translation is chosen for it. */
  readonly lang: string
  readonly kind: "sidebar" | "editor" | "browser"
}

export type FrameOrder = Omit<PageOrder, "styleUrl"> & {
  readonly styleUrls: readonly string[]
  readonly words: Readonly<Record<"product" | "loading", string>>
}

/** The page around the dashboard. */
export function pageHtml({ styleUrl, ...order }: PageOrder): string {
  return frameHtml({ ...order, ...wordsOf(order.lang), styleUrls: [styleUrl] })
}

/** A page of ours: nothing but our own script runs in it, and nothing is loaded from elsewhere. */
export function frameHtml({ cspSource, nonce, scriptUrl, styleUrls, kind, lang, words }: FrameOrder): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    // A browser talks to the program that served the page; a webview is given messages.
    ...(kind === "browser" ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ")
  return `<!doctype html>
<html lang="${lang}" data-kind="${kind}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(words.product)}</title>
<link rel="icon" href="data:,">
${styleUrls.map((url) => `<link rel="stylesheet" href="${attribute(url)}">`).join("\n")}
</head>
<body>
<div id="app"><p class="loading">${text(words.loading)}</p></div>
<script type="application/json" id="words">${data(words)}</script>
<script nonce="${attribute(nonce)}" src="${attribute(scriptUrl)}" type="module"></script>
</body>
</html>
`
}

function text(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
}

function attribute(value: string): string {
  return text(value).replaceAll('"', "&quot;")
}

/** JSON that cannot end the element it stands in. */
function data(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c")
}
