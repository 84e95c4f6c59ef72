// Runs the tests of the real SST command line: npm run e2e:sst. Where the system allows it, in a network namespace of
// their own, because SST listens on every address while it deploys; then the tests need no network, either.
import { $ } from "zx"
import { installMoto } from "./moto.mjs"
import { root } from "./run.mjs"
import { installSstKit, kit } from "./sst-kit.mjs"

const missing = await installSstKit()
if (missing !== null) {
  console.log(`SKIPPED: the tests of the real SST: it cannot be installed here:\n${missing}`)
  process.exit(0)
}
await installMoto()

const vitest = ["vitest", "run", "--config", "vitest.sst.config.ts", ...process.argv.slice(2)]
const namespaces = [
  ["unshare", "-n"],
  ["unshare", "-rn"],
]
const works = await Promise.all(namespaces.map((argv) => $({ nothrow: true, quiet: true })`${argv} true`))
const namespace = namespaces.find((_, index) => works[index]?.exitCode === 0)
if (namespace === undefined)
  console.log("No network namespace here: SST will listen on port 13557 of every address.")
const isolated =
  namespace === undefined ? [] : [...namespace, "sh", "-c", 'ip link set lo up; exec "$@"', "sh"]
process.env.SST_KIT = kit
const tests = await $({ cwd: root, nothrow: true, stdio: "inherit" })`${[...isolated, ...vitest]}`
process.exitCode = tests.exitCode ?? 1
