const hour = 3_600_000
const units: Readonly<Record<string, number>> = { h: hour, d: 24 * hour, w: 7 * 24 * hour }

/** The moment (epoch ms) that a span like `30d` or a day like `2027-01-31` (UTC) names; null = neither, or past. */
export function expiryOf(text: string, now: number): number | null {
  const [, count = "", unit = ""] = /^(\d{1,5})([hdw])$/.exec(text.trim().toLowerCase()) ?? []
  if (count !== "") return Number(count) === 0 ? null : now + Number(count) * (units[unit] ?? 0)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text.trim())) return null
  const day = Date.parse(`${text.trim()}T00:00:00Z`)
  return Number.isNaN(day) || day <= now ? null : day
}
