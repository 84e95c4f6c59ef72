// Everything that must hold before a change lands, the same on a laptop and in CI:
//   node scripts/check.mjs             all steps
//   node scripts/check.mjs lint types  only these
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { installMoto } from "./moto.mjs"
import { root, run } from "./run.mjs"
import { lintWorkflows } from "./workflow-lint.mjs"

const steps = [
  {
    id: "lint",
    title: "Format and lint",
    work: () => tool(["biome", "ci", "--error-on-warnings", "--colors=off", "."]),
  },
  { id: "types", title: "Types", work: () => tool(["tsc", "--noEmit", "--pretty", "false"]) },
  { id: "unused", title: "Unused code and dependencies", work: () => tool(["knip", "--no-progress"]) },
  { id: "moto", title: "A stand-in for AWS, for the tests", work: installMoto },
  { id: "tests", title: "Tests, with the coverage of the pure code", work: tests },
  { id: "workflows", title: "Workflows", work: lintWorkflows },
  { id: "demo", title: "Demo without an engine or a cloud", work: demo },
]

const isCi = process.env.CI === "true"
let counts = ""

async function tool(argv) {
  const { code, output } = await run(argv)
  return {
    status: code === 0 ? "ok" : "failed",
    detail: code === 0 ? "" : `${argv[0]}: exit code ${code}`,
    output,
  }
}

async function tests() {
  const folder = mkdtempSync(join(tmpdir(), "check-"))
  const report = join(folder, "vitest.json")
  try {
    process.env.PIPELINE_RUNS ??= "1"
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
    const result = await tool(["vitest", "run", "--coverage", ...reporters])
    counts = existsSync(report) ? countsOf(JSON.parse(readFileSync(report, "utf8"))) : ""
    return { ...result, detail: [counts, result.detail].filter(Boolean).join("; ") }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function countsOf({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  // A file that cannot be loaded has no tests to count, and must not read as none failed.
  const broken = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length
  return `${numPassedTests} passed, ${numFailedTests + broken} failed, ${numPendingTests + numTodoTests} skipped`
}

async function demo() {
  if (!existsSync(join(root, "src", "host", "demo", "main.ts")))
    return { status: "skipped", detail: "no src/host/demo/main.ts" }
  return tool(["npm", "run", "--silent", "demo"])
}

async function perform({ id, title, work }) {
  process.stdout.write(`${title} … `)
  const started = performance.now()
  const { status, detail = "", output = "" } = await work()
  const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`
  // A laptop that lacks a tool may go on; CI must run every step.
  const result = status === "missing" ? (isCi ? "FAILED" : "SKIPPED") : status.toUpperCase()
  process.stdout.write(`${result === "OK" ? "ok" : result} ${seconds}${detail ? ` (${detail})` : ""}\n`)
  if (result === "FAILED") process.stdout.write(`\n${output.trim()}\n\n`)
  return { id, result, seconds, detail }
}

function table(results) {
  const rows = [{ id: "Step", result: "Result", seconds: "Time", detail: "" }, ...results]
  const width = (key) => Math.max(...rows.map((row) => row[key].length))
  const line = ({ id, result, seconds, detail }) =>
    [id.padEnd(width("id")), result.padEnd(width("result")), seconds.padStart(width("seconds")), detail].join(
      "  ",
    )
  return rows.map((row) => line(row).trimEnd()).join("\n")
}

function selected(ids) {
  const unknown = ids.filter((id) => !steps.some((step) => step.id === id))
  if (unknown.length === 0) return ids.length === 0 ? steps : steps.filter((step) => ids.includes(step.id))
  const known = steps.map((step) => step.id).join(", ")
  process.stderr.write(`Unknown step: ${unknown.join(", ")}.\nFix: choose from ${known}.\n`)
  return process.exit(2)
}

const results = []
for (const step of selected(process.argv.slice(2))) results.push(await perform(step))

const failed = results.filter(({ result }) => result === "FAILED").map(({ id }) => id)
process.stdout.write(`\n${table(results)}\n`)
if (failed.length > 0)
  process.stdout.write(`\nOnly what failed, again: npm run check -- ${failed.join(" ")}\n`)
// The last line, alone: CI systems read test counts from it.
if (counts) process.stdout.write(`\n${counts}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
