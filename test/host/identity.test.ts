import { hostname, userInfo } from "node:os"
import { afterEach, beforeEach, expect, test } from "vitest"
import { hostGit } from "../../src/host/git.ts"
import { hostIdentity } from "../../src/host/wire.ts"
import type { Git } from "../../src/workbench/workbench.ts"
import { GitRepo } from "../helpers/git-repo.ts"

const noName: Git = async () => ({ exitCode: 1, stdout: "", stderr: "" })

const clear = () => void delete process.env.PIPELINE_ACTOR
beforeEach(clear)
afterEach(clear)

test("the actor is who PIPELINE_ACTOR names, else git's user, else the system's", async () => {
  const git = hostGit((await GitRepo.create()).root, [])
  expect(await hostIdentity(git)).toMatchObject({ actor: "Ana Sample" })
  expect(await hostIdentity(noName)).toMatchObject({ actor: userInfo().username })
  process.env.PIPELINE_ACTOR = "robot"
  expect(await hostIdentity(git)).toMatchObject({ actor: "robot" })
  process.env.PIPELINE_ACTOR = ""
  expect(await hostIdentity(git)).toMatchObject({ actor: "Ana Sample" })
})

test("each run has an id of its own, on this host and in this process", async () => {
  const [first, second] = [await hostIdentity(noName), await hostIdentity(noName)]
  expect(first.runId).not.toBe(second.runId)
  expect(first).toMatchObject({ host: hostname(), pid: process.pid })
})
