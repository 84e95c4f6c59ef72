// What an engine answers is played: one that loses a command cannot be made to on purpose.
import type { Container } from "@dagger.io/dagger"
import { expect, test } from "vitest"
import { DEPLOY_CODES, faultOf } from "../../src/adapters/tool.ts"
import { ContainerTree } from "../../src/engine/container.ts"
import { containerGit } from "../../src/engine/container-git.ts"

interface Answers {
  sync?: Error
  exitCode?: number | Error
  contents?: string
}

/** A container of which every change is itself; `sync`, `exitCode` and a file's `contents` ask the engine. */
function containerThat(answers: Answers): Container {
  const answered = (answer: unknown) =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  const container: Container = new Proxy({} as Container, {
    get(_, name) {
      if (name === "then") return undefined
      if (name === "sync") return () => answered(answers.sync ?? container)
      if (name === "exitCode") return () => answered(answers.exitCode)
      if (name === "contents") return () => answered(answers.contents)
      return () => container
    },
  })
  return container
}

const ARGV = ["deploy", "--now"]
const LIMITS = { timeoutMs: 60_000, signal: new AbortController().signal }

const run = (answers: Answers, secret = "hunter2-4711") =>
  new ContainerTree(containerThat(answers), null, () => "nonce").run(ARGV, {
    ...LIMITS,
    env: {},
    secrets: { TOKEN: Object.assign({ plaintext: async () => secret }, { uri: "env://TOKEN" }) },
    say: () => {},
    purpose: "deploy",
  })

test("a command that an engine loses may have changed anything", async () => {
  const ran = await run({ exitCode: new Error("the connection is gone, hunter2-4711") })
  expect(ran).toMatchObject({ exitCode: null, timedOut: false, lost: "the connection is gone, ***" })
  expect(faultOf(ARGV, ran, LIMITS, DEPLOY_CODES)).toEqual({
    code: "DEPLOY_FAILED",
    message: "It is not known how deploy --now ended: the connection is gone, ***.",
  })
})

test("a command whose container is not to be had was not started", async () => {
  const gone = new Error("no such image")
  await expect(run({ sync: gone, exitCode: 0 })).rejects.toThrow("no such image")
})

test("an exit code that an engine takes for an error is the command's own", async () => {
  const ended = Object.assign(new Error("exit code: 130"), { exitCode: 130, stdout: "", stderr: "stopped" })
  ended.name = "ExecError"
  const ran = await run({ exitCode: ended })
  expect(ran).toMatchObject({ exitCode: 130, stderr: "stopped" })
  expect(ran).not.toHaveProperty("lost")
})

const WHOLE = "128\n!fatal: no such ref\n!  .\n\n.\nout\n.\nput\nnonce"

test("git's answer is its exit code, stderr and stdout", async () => {
  const git = containerGit(
    containerThat({ contents: WHOLE }),
    { path: "/app", objectFormat: "" },
    () => "nonce",
  )
  expect(await git(["log"])).toMatchObject({
    exitCode: 128,
    stderr: "fatal: no such ref\n  .\n",
    stdout: "out\n.\nput\n",
  })
})

test("a part of git's answer is no answer, and never one that nothing was found", async () => {
  for (let length = 0; length < WHOLE.length; length += 1) {
    const contents = WHOLE.slice(0, length)
    const git = containerGit(containerThat({ contents }), { path: "/app", objectFormat: "" }, () => "nonce")
    expect(await git(["log"]), contents).toMatchObject({
      exitCode: 1,
      stderr: "the engine gave only a part of git's answer",
      stdout: "",
    })
  }
})
