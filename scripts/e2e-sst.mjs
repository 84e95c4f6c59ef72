// Runs the tests of the real SST command line: npm run e2e:sst. Where this system lets it, in a network namespace of
// its own, because SST listens on every address while it deploys; then the tests need no network, either.
import { spawn, spawnSync } from "node:child_process"
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
const ways = [
  ["unshare", "-n"],
  ["unshare", "-rn"],
]
const way = ways.find(([program, ...options]) => spawnSync(program, [...options, "true"]).status === 0)
if (way === undefined)
  console.log("No network namespace here: SST will listen on port 13557 of every address.")
const isolated = way === undefined ? [] : [...way, "sh", "-c", 'ip link set lo up; exec "$@"', "sh"]
const [program, ...argv] = [...isolated, ...vitest]
const tests = spawn(program, argv, { cwd: root, stdio: "inherit", env: { ...process.env, SST_KIT: kit } })
tests.once("exit", (code) => process.exit(code ?? 1))
