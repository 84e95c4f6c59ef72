// Mutation tests of some files: npm run mutate src/core/tags.ts … (all of core, release and adapters without one).
import { $ } from "zx"
import { root } from "./run.mjs"

const files = process.argv.slice(2)
const only = files.length === 0 ? [] : ["--mutate", files.join(",")]
// tests that start real processes would take hours, once for each change
process.env.PIPELINE_TESTS = "fast"
const { exitCode } = await $({ cwd: root, nothrow: true, stdio: "inherit" })`stryker run ${only}`
process.exitCode = exitCode ?? 1
