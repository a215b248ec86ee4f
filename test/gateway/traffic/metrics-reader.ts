type Sample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}
export type Family = {
  readonly name: string
  readonly type: string
  readonly unit: string | null
  readonly samples: readonly Sample[]
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ["_total", "_created"],
  gauge: [""],
  histogram: ["_bucket", "_count", "_sum", "_created"],
}

/** Reads OpenMetrics text as its specification says it must look; throws at the first fault. */
export function readMetrics(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, { name: string; type: string; unit: string | null; samples: Sample[] }>()
  const lines = text.split("\n")
  if (lines.pop() !== "" || lines.pop() !== "# EOF") throw new Error("the text must end with # EOF")
  const seen = new Set<string>()
  let current: { name: string; type: string; unit: string | null; samples: Sample[] } | null = null
  for (const line of lines) {
    if (line.startsWith("# ")) {
      const [, word, name = "", rest = ""] = /^# (TYPE|UNIT|HELP) (\S+) (.+)$/.exec(line) ?? fault(line)
      if (word === "TYPE") {
        if (families.has(name)) fault(`family twice: ${name}`)
        if (suffixes[rest] === undefined) fault(line)
        current = { name, type: rest, unit: null, samples: [] }
        families.set(name, current)
      } else if (current?.name !== name || current.samples.length > 0) fault(`out of place: ${line}`)
      else if (word === "UNIT") {
        if (!name.endsWith(`_${rest}`)) fault(`unit is no end of the name: ${line}`)
        current.unit = rest
      }
      continue
    }
    const sample = readSample(line)
    const { name, type, samples } = current ?? fault(line)
    if (!(suffixes[type] ?? []).some((suffix) => sample.name === name + suffix))
      fault(`no sample of ${name}: ${line}`)
    if (seen.has(seriesOf(sample))) fault(`sample twice: ${line}`)
    seen.add(seriesOf(sample))
    if (type === "counter" && sample.value < 0) fault(`counter below zero: ${line}`)
    samples.push(sample)
  }
  for (const family of families.values()) if (family.type === "histogram") checkHistogram(family)
  return families
}

function readSample(line: string): Sample {
  const name = metricName.exec(line)?.[0] ?? fault(line)
  const labels: Record<string, string> = {}
  let rest = line.slice(name.length)
  if (rest.startsWith("{")) {
    rest = rest.slice(1)
    while (!rest.startsWith("}")) {
      const [whole, label = "", value = ""] =
        /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)",?/.exec(rest) ?? fault(line)
      if (label in labels) fault(`label twice: ${line}`)
      labels[label] = value.replace(/\\(.)/g, (_, each: string) => (each === "n" ? "\n" : each))
      rest = rest.slice(whole.length)
    }
    rest = rest.slice(1)
  }
  if (!/^ -?[0-9.e+-]+$/.test(rest)) fault(line)
  return { name, labels, value: Number(rest) }
}

function checkHistogram(family: Family): void {
  const groups = new Map<
    string,
    { bounds: number[]; counts: number[]; count: number | null; sum: number | null }
  >()
  for (const { name, labels, value } of family.samples) {
    const { le, ...rest } = labels
    const key = JSON.stringify(rest)
    const group = groups.get(key) ?? { bounds: [], counts: [], count: null, sum: null }
    groups.set(key, group)
    if (name.endsWith("_bucket")) {
      group.bounds.push(le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le))
      group.counts.push(value)
    } else if (name.endsWith("_count")) group.count = value
    else group.sum = value
  }
  for (const [key, { bounds, counts, count, sum }] of groups) {
    const rising = (list: readonly number[]) =>
      list.every((each, at) => at === 0 || each >= (list[at - 1] ?? 0))
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY || !rising(bounds) || !rising(counts))
      fault(`buckets of ${family.name} ${key}`)
    if (count === null || sum === null || counts.at(-1) !== count) fault(`count of ${family.name} ${key}`)
  }
}

function seriesOf({ name, labels }: Sample): string {
  return name + JSON.stringify(Object.entries(labels).sort())
}

function fault(what: string): never {
  throw new Error(`OpenMetrics: ${what}`)
}
