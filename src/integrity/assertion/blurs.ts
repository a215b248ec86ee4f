import type { Draft } from "./draft.ts"

/** The length, the order taken away, the case taken away: many values look alike through such a function. */
export function blurs(old: Pick<Draft, "subject">, now: Pick<Draft, "subject">): boolean {
  if (old.subject.length < 2 || !now.subject.includes(old.subject)) return false
  const count = (text: string) => text.match(blurring)?.length ?? 0
  return count(now.subject) > count(old.subject)
}

const blurring =
  /\b(len|set|frozenset|sorted|round|int|bool|abs|lower|upper|strip|casefold|toLowerCase|toUpperCase|trim|toFixed|trunc|floor|parseInt|size|keys|Set|sort|type|count)\b|\.length\b/g
