// Mutation tests: npm run mutate src/core/tags.ts … (all of core, release and adapters without one), or of a sample of
// the mutants there: npm run mutate -- --sample 300 --seed 1 'src/core/**/*.ts'. With --tests 'test/host/*.test.ts'
// those run, slow ones too, instead of those that start no process; --concurrency 1 takes half of a machine with two cores.
// Changed, src/host/processes.ts may end any process of yours: test it apart from all others, in a namespace of process
// ids (Linux): unshare --user --map-root-user --pid --fork --mount-proc npm run mutate -- src/host/processes.ts --tests …
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { parseArgs } from "node:util"
import { Stryker } from "@stryker-mutator/core"
import { Instrumenter } from "@stryker-mutator/instrumenter"
import config from "../stryker.config.mjs"
import { interval, pick } from "./mutate-sample.ts"
import { keyOf } from "./mutate-stryker.mjs"
import { root } from "./run.mjs"

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    tests: { type: "string", default: "memory" },
    concurrency: { type: "string", default: String(config.concurrency) },
  },
})

process.chdir(root)
// tests that start real processes would take hours, once for each change
process.env.PIPELINE_TESTS = values.tests
const wanted = files.length === 0 ? config.mutate : files
// a test holds it against what writes it, and would fail before anything is changed
const generated = globSync("src/**/*.ts").filter((file) =>
  readFileSync(file, "utf8").startsWith("// Written by npm run generate"),
)
const mutate = [...wanted, ...generated.map((file) => `!${file}`)]
const concurrency = Number(values.concurrency)

async function testSample(count) {
  const all = await mutantsOf(globSync(wanted).filter((file) => !generated.includes(file)))
  const sample = new Set(
    pick(
      all.map((mutant) => keyOf(mutant)),
      count,
      values.seed,
    ),
  )
  mkdirSync("reports/mutation", { recursive: true })
  process.env.MUTATE_SAMPLE = join(root, "reports/mutation/sample.json")
  writeFileSync(process.env.MUTATE_SAMPLE, JSON.stringify([...sample]))
  const results = await new Stryker({
    mutate: all.filter((mutant) => sample.has(keyOf(mutant))).map((mutant) => rangeOf(mutant)),
    concurrency,
    incremental: false,
    checkers: ["sample"],
    plugins: [...config.plugins, join(root, "scripts/mutate-stryker.mjs")],
    reporters: ["sample", "html", "progress-append-only"],
  }).runMutationTest()
  report(
    all.length,
    results.filter((mutant) => sample.has(keyOf(countedFromZero(mutant)))),
  )
}

async function mutantsOf(files) {
  const silent = { debug() {}, info() {}, isDebugEnabled: () => false }
  const sources = files.map((file) => ({
    name: join(root, file),
    mutate: true,
    content: readFileSync(file, "utf8"),
  }))
  const { mutants } = await new Instrumenter(silent).instrument(sources, {
    ignorers: [],
    excludedMutations: [],
    plugins: null,
  })
  return mutants
}

const rangeOf = ({ fileName, location: { start, end } }) =>
  `${relative(root, fileName)}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`

/** Results count lines and columns from one, mutants from nought. */
function countedFromZero({ location: { start, end }, ...rest }) {
  const before = ({ line, column }) => ({ line: line - 1, column: column - 1 })
  return { ...rest, location: { start: before(start), end: before(end) } }
}

function report(all, results) {
  const counted = (...statuses) => results.filter(({ status }) => statuses.includes(status)).length
  const timeouts = counted("Timeout")
  const detected = counted("Killed") + timeouts
  const total = detected + counted("Survived", "NoCoverage")
  const percent = (share) => (100 * share).toFixed(1)
  const [from, to] = interval(detected, total)
  console.log(
    `${detected} of ${total} mutants detected (${timeouts} by a timeout): ${percent(detected / total)} %; ` +
      `with 95 % certainty between ${percent(from)} and ${percent(to)} % of all ${all}.`,
  )
  for (const { fileName, location, mutatorName } of results.filter(({ status }) => status === "NoCoverage"))
    console.log(`No test runs ${relative(root, fileName)}:${location.start.line} ${mutatorName}`)
  const broken = counted("RuntimeError", "CompileError")
  if (broken > 0) console.log(`${broken} more could not be tested.`)
}

if (values.sample === undefined) await new Stryker({ mutate, concurrency }).runMutationTest()
else await testSample(Number(values.sample))
