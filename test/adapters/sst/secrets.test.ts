import { describe, expect, test } from "vitest"
import type { CommandResult } from "../../../src/workbench/workbench.ts"
import { deploymentOf } from "../fake-workbench.ts"
import { FakeSst } from "./fake-sst.ts"

const VALUE = { plaintext: async () => "canary" }

async function set(ended: Partial<CommandResult>, signal = new AbortController().signal) {
  const sst = new FakeSst({ set: () => ended })
  return (await sst.deployer.secrets?.set(deploymentOf({ signal }), "AuthSecret", VALUE)) ?? null
}

describe("a secret that SST is handed", () => {
  test("is set when SST says so", async () => {
    expect(await set({})).toBeNull()
  })

  const again = "Set it again: the same value twice does no harm."
  const sst = "Read what SST says, fix it, and set the secret again."
  test.each<[string, Partial<CommandResult>, string, string]>([
    ["refused", { exitCode: 1, stderr: "no such app\n" }, "SST did not set AuthSecret: no such app", sst],
    ["refused in silence", { exitCode: 1 }, "SST did not set AuthSecret: it said nothing", sst],
    ["lost", { exitCode: null, lost: "engine gone" }, "engine gone", again],
    ["ended by a signal", { exitCode: null }, "it was ended; it said nothing", again],
    ["too slow", { exitCode: 143, timedOut: true, stderr: "asking\n" }, "it took too long; asking", again],
  ])("is said to be unset only where that is known: %s", async (_name, ended, what, fix) => {
    const unknown = fix === again ? "It is not known whether SST set AuthSecret: " : ""
    expect(await set(ended)).toMatchObject({
      reason: { code: "SECRET_NOT_SET", message: `${unknown}${what}`, fix },
      mayBeSet: fix === again,
    })
  })

  test("may be set by a command that was interrupted", async () => {
    expect(await set({ exitCode: 1 }, AbortSignal.abort())).toMatchObject({
      reason: { message: "It is not known whether SST set AuthSecret: it was interrupted; it said nothing" },
      mayBeSet: true,
    })
  })
})
