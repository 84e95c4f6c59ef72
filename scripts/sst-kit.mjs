// Installs what the tests of the real SST command line need, from the package registry, into a cache that goes with
// node_modules: SST, the Bun that it expects, and its platform's packages for the homes local and aws.
// Pulumi's engine is on no package registry: test/fixtures/sst has a stand-in for it.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root, run } from "./run.mjs"

const SST = "4.17.1"
const BUN = "1.2.1"
export const kit = join(root, "node_modules", ".cache", "tools", `sst-${SST}`)
const done = join(kit, "complete")
const binary = join(kit, "node_modules", `sst-${process.platform}-${process.arch}`, "bin", "sst")
const bun = join(kit, "node_modules", "@oven", `bun-${process.platform}-${process.arch}`, "bin", "bun")
const example = join(root, "examples", "sst-app")

/** Resolves with what this machine lacks for it, else with null. */
export async function installSstKit() {
  if (existsSync(done)) return null
  rmSync(kit, { recursive: true, force: true })
  mkdirSync(kit, { recursive: true })
  writeFileSync(join(kit, "package.json"), '{"private":true}\n')
  const packages = [`sst@${SST}`, `@oven/bun-${process.platform}-${process.arch}@${BUN}`]
  const installed = await run(["npm", "install", "--prefix", kit, "--no-audit", "--no-fund", ...packages])
  if (installed.code !== 0) return installed.output
  // what `npm ci` of the example asks for later, when there is no network
  const app = join(kit, "app")
  cpSync(example, app, { recursive: true })
  const ci = ["npm", "ci", "--prefix", app, "--no-audit", "--no-fund", "--cache", join(kit, "npm-cache")]
  const cached = await run(ci)
  if (cached.code !== 0) return cached.output
  for (const home of ["local", "aws"]) {
    const missing = await installPlatform(app, home)
    if (missing !== null) return missing
  }
  rmSync(app, { recursive: true, force: true })
  writeFileSync(done, "")
  return null
}

/** Lets SST install its platform once and keeps the packages. */
async function installPlatform(app, home) {
  rmSync(join(app, ".sst"), { recursive: true, force: true })
  const env = {
    HOME: join(kit, "home"),
    SST_APP_HOME: home,
    SST_BUN_PATH: bun,
    SST_SKIP_DEPENDENCY_CHECK: "1",
    SST_TELEMETRY_DISABLED: "1",
  }
  const installed = await run(["sh", "-c", 'cd "$0" && exec "$1" install --stage staging', app, binary], {
    env,
  })
  if (installed.code !== 0) return installed.output
  cpSync(join(app, ".sst", "platform", "node_modules"), join(kit, "platform", home, "node_modules"), {
    recursive: true,
    verbatimSymlinks: true,
  })
  return null
}
