import type { Range } from "../../model/view.ts"

/** After how many ms the plots of a range are asked for anew: long ranges change slowly. */
export function seriesAgeMs(range: Range): number {
  switch (range) {
    case "1h":
      return 5000
    case "6h":
    case "24h":
      return 20_000
    case "7d":
    case "30d":
      return 60_000
    default:
      return range satisfies never
  }
}
