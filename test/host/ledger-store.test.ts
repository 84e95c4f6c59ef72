// @module-tag slow
import { readdir, writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import type { StageView } from "../../src/release/ports.ts"
import { entryOf, openStores } from "../adapters/ledger-stores.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

let user: GitRepo
let said: string[]
beforeEach(async () => {
  user = await GitRepo.create()
  said = []
})

/** The user's environment with a git that does something before, or instead of, what is asked of it. */
async function envWith(script: string): Promise<NodeJS.ProcessEnv> {
  const bin = await temporaryDirectory()
  const path = process.env.PATH ?? ""
  const program = `#!/bin/sh\nPATH='${path}'\n${script}\nexec git "$@"\n`
  await writeFile(join(bin, "git"), program, { mode: 0o755 })
  return { ...process.env, CI: "", PATH: [bin, path].join(delimiter) }
}

async function append(env: NodeJS.ProcessEnv, run = 1): Promise<void> {
  const { store, close } = await openStores(user, undefined, { env, say: (line) => said.push(line) })
  try {
    const ledger = gitLedger(store)
    const [view] = await ledger.read(["staging"])
    await ledger.tryAppend(view as StageView, [entryOf(run)])
  } finally {
    await close()
  }
}

describe("an import that crashes", () => {
  /** As a full disk does: nothing can be written, but files can be made. */
  const FULL = `case "$*" in *fast-import*) trap '' XFSZ; ulimit -f 0 ;; esac`
  const reports = async () =>
    (await readdir(join(user.root, ".git"))).filter((name) => name.startsWith("fast_import_crash_"))

  test("leaves no report in the user's repository, where a user's own stays", async () => {
    await writeFile(join(user.root, ".git", "fast_import_crash_1"), "theirs")
    await expect(append(await envWith(FULL))).rejects.toThrow(/cannot be used/)
    expect(await reports()).toEqual(["fast_import_crash_1"])
  })

  test("leaves alone what an import of the same id left there long ago", async () => {
    // git itself would write over it; this one fails before that
    const theirs = `case "$*" in *fast-import*)
      touch -t 202001010000 '${user.root}/.git/fast_import_crash_'$$; exit 128 ;;
    esac`
    await expect(append(await envWith(theirs))).rejects.toThrow(/cannot be used/)
    expect(await reports()).toHaveLength(1)
  })
})

test("why the newest records are not remembered is said also where git says nothing", async () => {
  await append(await envWith(""), 1)
  await append(await envWith(`case "$*" in *fetch*) exit 1 ;; esac`), 2)
  expect(said).toEqual([
    "the ledger's newest records are not remembered: git fetch ended with exit code 1 and did not say why",
  ])
})
