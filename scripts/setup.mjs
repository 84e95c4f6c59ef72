// Makes `npm run …` work in a fresh clone: installs the pinned dependencies when they are missing or outdated.
// It runs before every other script, so with nothing to do it costs no more than a hash; and it runs on whatever
// Node the machine has, so nothing here may need a dependency.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { constants } from "node:os"
import { dirname, join } from "node:path"
import { acquireLock } from "./setup-lock.mjs"

const root = join(import.meta.dirname, "..")
const stampFile = join(root, "node_modules", ".setup-stamp")
const bundledNode = join(root, "node_modules", ".bin", "node")
const lockPath = join(root, ".setup-lock")
const lockWaitMs = 11 * 60_000
const npmTimeoutMs = 10 * 60_000
const npmFirstLines = 20
const npmLastLines = 20

/** Something that the user can fix: shown as it is, without a stack. */
class SetupError extends Error {}

const say = (text) => process.stderr.write(`${text}\n`)

async function main() {
  const manifest = JSON.parse(read("package.json"))
  const pin = manifest.devDependencies?.node
  const stamp = stampOf(manifest, read("package-lock.json"))
  if (isCurrent(stamp) && (!pin || existsSync(bundledNode))) return
  if (!isCurrent(stamp)) await installAlone(stamp)
  if (pin) verifyNode(pin)
}

function read(name) {
  try {
    return readFileSync(join(root, name), "utf8")
  } catch (error) {
    throw new SetupError(`${name} cannot be read (${error.code}).\nFix: git checkout -- ${name}`)
  }
}

// Of package.json only what npm installs from: a changed script must not cost a reinstall.
function stampOf({ dependencies, devDependencies, optionalDependencies, overrides, allowScripts }, lockfile) {
  const wanted = { dependencies, devDependencies, optionalDependencies, overrides, allowScripts }
  const inputs = [process.platform, process.arch, JSON.stringify(wanted), lockfile]
  return createHash("sha256").update(inputs.join("\n")).digest("hex")
}

function isCurrent(stamp) {
  try {
    return readFileSync(stampFile, "utf8") === stamp
  } catch {
    return false
  }
}

async function installAlone(stamp) {
  const release = await lock()
  try {
    // Another process may have installed while this one waited.
    if (isCurrent(stamp)) return
    say("Installing the pinned dependencies (npm ci) …")
    // Gone before npm starts, so that an install cut short is never taken for a whole one.
    rmSync(stampFile, { force: true })
    await npmCi()
    // npm makes no folder for a project without dependencies.
    mkdirSync(dirname(stampFile), { recursive: true })
    writeFileSync(stampFile, stamp)
  } finally {
    release()
  }
}

async function lock() {
  try {
    return await acquireLock(lockPath, {
      waitMs: lockWaitMs,
      onWait: (owner) => say(`Waiting for ${owner}, which is installing …`),
    })
  } catch (error) {
    throw new SetupError(`${error.message}\nFix: if no install is running, delete that folder and try again.`)
  }
}

function npmCi() {
  return new Promise((resolve, reject) => {
    // No stdin: an npm that asks a question would hold up a CI job until its time limit.
    const options = { cwd: root, stdio: ["ignore", "pipe", "pipe"] }
    const npm = spawn("npm", ["ci", "--no-audit", "--no-fund"], options)
    // Unlike spawn's own timeout, it does not keep this process alive when npm could not be started.
    setTimeout(() => npm.kill(), npmTimeoutMs).unref()
    let output = ""
    const collect = (chunk) => {
      output += chunk
    }
    npm.stdout.on("data", collect)
    npm.stderr.on("data", collect)
    process.once("exit", () => npm.kill())
    npm.on("error", (error) =>
      reject(npmError(error.code === "ENOENT" ? "npm was not found" : error.message, output)),
    )
    npm.on("close", (code, signal) => {
      if (code === 0) resolve()
      else reject(npmError(`npm ci ended with ${signal ?? `exit code ${code}`}`, output))
    })
  })
}

function npmError(what, output) {
  // npm says why at the beginning, a script that it runs says so at the end, and between them is npm's usage.
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("npm warn"))
  const cut = lines.length > npmFirstLines + npmLastLines
  const kept = cut ? [...lines.slice(0, npmFirstLines), "…", ...lines.slice(-npmLastLines)] : lines
  const fix = "Fix: put right what npm says above (is the npm registry reachable?), then run: npm run setup"
  return new SetupError(
    `${kept.join("\n")}\n${what}; the dependencies are not installed.\n${fix}`.trimStart(),
  )
}

// The package `node` fetches its binary in an install script, which npm can be told not to run.
function verifyNode(pin) {
  const run = spawnSync(bundledNode, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
  const version = run.stdout?.trim()
  if (version === `v${pin}`) return
  // A binary that is there is not looked at again as long as the stamp is.
  if (existsSync(bundledNode)) rmSync(stampFile, { force: true })
  const what = `node_modules/.bin/node ${version ? `is ${version}` : "does not run"}; this project needs v${pin}.`
  const why = areScriptsIgnored()
    ? "\nnpm's ignore-scripts setting kept the package `node` from fetching its binary."
    : ""
  throw new SetupError(`${what}${why}\nFix: npm rebuild node --foreground-scripts --ignore-scripts=false`)
}

function areScriptsIgnored() {
  const options = { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }
  return spawnSync("npm", ["config", "get", "ignore-scripts"], options).stdout?.trim() === "true"
}

// An exit, unlike a signal, runs what releases the lock and stops npm.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

try {
  await main()
} catch (error) {
  say(error instanceof SetupError ? error.message : error.stack)
  process.exitCode = 1
}
