// One install at a time: two `npm ci` in the same folder delete each other's files.
// The lock is a folder that appears whole (a rename), so its owner can always be read.
import { randomUUID } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { basename, dirname, join } from "node:path"

const pollMs = 100
const taken = new Set(["ENOTEMPTY", "EEXIST", "EPERM"])
const remove = (folder) => rmSync(folder, { recursive: true, force: true })
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves with a function that releases the lock; rejects when its owner, still alive, keeps it for `waitMs`. */
export async function acquireLock(path, { waitMs, onWait }) {
  const deadline = Date.now() + waitMs
  const id = randomUUID()
  for (let hasReported = false; !claim(path, id); await sleep(pollMs)) {
    const owner = readOwner(path)
    if (owner && isDead(owner)) bury(path, owner)
    else if (Date.now() >= deadline) throw new Error(`${path} is held by ${describe(owner)}.`)
    else if (!hasReported) onWait(describe(owner))
    hasReported = true
  }
  const release = () => {
    process.off("exit", release)
    removeBuried(path)
    if (readOwner(path)?.id === id) remove(path)
  }
  process.on("exit", release)
  return release
}

function claim(path, id) {
  const draft = `${path}.${id}.draft`
  mkdirSync(draft)
  writeFileSync(join(draft, "owner.json"), JSON.stringify({ id, pid: process.pid, host: hostname() }))
  // Keeps the lock out of `git status`, even after a crash.
  writeFileSync(join(draft, ".gitignore"), "*\n")
  try {
    renameSync(draft, path)
    return true
  } catch (error) {
    remove(draft)
    if (taken.has(error.code)) return false
    throw error
  }
}

function readOwner(path) {
  try {
    return JSON.parse(readFileSync(join(path, "owner.json"), "utf8"))
  } catch {
    return undefined
  }
}

function describe(owner) {
  return owner ? `process ${owner.pid} on ${owner.host}` : "an unknown process"
}

function isDead(owner) {
  if (owner.host !== hostname()) return false
  try {
    process.kill(owner.pid, 0)
    return false
  } catch (error) {
    return error.code === "ESRCH"
  }
}

// The new name is the dead owner's: of two processes that both saw it dead only one can move its lock away, the
// other finds the name taken instead of moving the lock that the first one holds by now.
function bury(path, owner) {
  try {
    renameSync(path, `${path}.${owner.id}.dead`)
  } catch (error) {
    if (!taken.has(error.code) && error.code !== "ENOENT") throw error
  }
}

function removeBuried(path) {
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(`${basename(path)}.`) && name.endsWith(".dead")) remove(join(dirname(path), name))
  }
}
