// @module-tag slow
import { hostname, userInfo } from "node:os"
import { expect, test } from "vitest"
import { hostGit } from "../../src/host/git.ts"
import { hostIdentity } from "../../src/host/wire.ts"
import type { Git } from "../../src/workbench/workbench.ts"
import { GitRepo } from "../helpers/git-repo.ts"

const noName: Git = async () => ({ exitCode: 1, stdout: "", stderr: "" })

const here = (env: Record<string, string> = {}) => ({ env, pid: 4711 })

test("the actor is who PIPELINE_ACTOR names, else git's user, else the system's", async () => {
  const git = hostGit((await GitRepo.create()).root, process.env)
  expect(await hostIdentity(git, here())).toMatchObject({ actor: "Ana Sample" })
  expect(await hostIdentity(noName, here())).toMatchObject({ actor: userInfo().username })
  expect(await hostIdentity(git, here({ PIPELINE_ACTOR: "robot" }))).toMatchObject({ actor: "robot" })
  expect(await hostIdentity(git, here({ PIPELINE_ACTOR: "" }))).toMatchObject({ actor: "Ana Sample" })
})

test("each run has an id of its own, on this host and in this process", async () => {
  const [first, second] = [await hostIdentity(noName, here()), await hostIdentity(noName, here())]
  expect(first.runId).not.toBe(second.runId)
  expect(first).toMatchObject({ host: hostname(), pid: 4711 })
})
