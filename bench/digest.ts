import { type Measured, measure, median, readCorpus } from "./digest/corpus.ts"

/** Prints how much of each recorded failure the digest keeps, and fails below the targets. With a name: that digest itself. */
const budgetBytes = 8 * 1024
const least = { contained: 0.95, median: 0.1 }

const wanted = process.argv.slice(2)
const corpus = readCorpus().filter((recorded) => wanted.length === 0 || wanted.includes(recorded.name))
const rows: Measured[] = []
for (const recorded of corpus) {
  const measured = await measure(recorded, budgetBytes)
  rows.push(measured)
  if (wanted.length > 0) console.log(`${measured.digest}\n`)
}

const width = Math.max(...rows.map((row) => row.name.length))
console.log(`${"output".padEnd(width)}  root cause        raw    digest    ratio`)
for (const row of rows) {
  const found = row.lost.length === 0 ? "contained" : "LOST     "
  const ratio = (row.digestBytes / row.rawBytes).toFixed(3)
  console.log(
    `${row.name.padEnd(width)}  ${found} ${String(row.rawBytes).padStart(11)} ${String(row.digestBytes).padStart(9)} ${ratio.padStart(8)}`,
  )
}

const contained = rows.filter((row) => row.lost.length === 0).length / rows.length
const ratios = (from: number) =>
  rows.filter((row) => row.rawBytes > from).map((row) => row.digestBytes / row.rawBytes)
console.log(`
${rows.length} outputs; root cause contained in ${(contained * 100).toFixed(1)} % (target ${least.contained * 100} %)
median ratio ${median(ratios(0)).toFixed(3)} of the raw size (target ${least.median}); over the ${ratios(8192).length} outputs above 8 KiB ${median(ratios(8192)).toFixed(3)}
largest digest ${Math.max(...rows.map((row) => row.digestBytes))} bytes of ${budgetBytes}; ${rows.filter((row) => row.suspicions > 0).length} outputs were called suspicious`)
for (const row of rows) for (const cause of row.lost) console.log(`lost in ${row.name}: ${cause}`)
if (wanted.length === 0 && (contained < least.contained || median(ratios(0)) > least.median))
  process.exitCode = 1
