import { describe, expect, test } from "vitest"
import { type Given, type Runner, readValues, runCommand } from "../../src/commands.ts"
import { environmentError, PipelineError, renderError } from "../../src/core/errors.ts"
import type { Command } from "../../src/core/report/commands.ts"
import type { Checkout } from "../../src/release/ports.ts"
import type { Context } from "../../src/release/run.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { entryOf, shaOf, shop, type World } from "../helpers/world.ts"

/** What a person reads of a command that ends by an error. */
async function errorOf(
  world: World,
  command: Command,
  given: Given,
  more: Partial<Context["ports"]> = {},
): Promise<string> {
  const context = world.context()
  const ports = { ...context.ports, ...more }
  const runner: Runner = {
    withContext: (body) => body({ ...context, ports } as Parameters<typeof body>[0]),
    alone: () => Promise.reject(new Error("it needs its ports")),
  }
  const error: unknown = await runCommand(command, readValues(command, given).values, runner).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(PipelineError)
  return renderError(error)
}

const deploy = { tag: "v1.1.0" }
const unlock = { stage: "production", reason: "its machine is gone" }

describe("a command that ends by an error of its surroundings", () => {
  test.each<[Command, Given]>([
    ["deploy-production", deploy],
    ["unlock", unlock],
    ["status", { offline: true }],
  ])("says that nothing was changed where it had begun nothing: %s", async (command, given) => {
    const world = await shop()
    world.ledger.before = broken("read")
    expect(await errorOf(world, command, given)).toContain("\nNothing was changed.\n")
  })

  test("does not say so once it has ended what a dead run left, and its record was not taken", async () => {
    const world = await shop()
    world.hold("production")
    world.others.found = { process: { kind: "known", value: { state: "gone", how: "its process is gone" } } }
    world.others.remains = ["run-of-ben"]
    world.ledger.before = broken("append")
    expect(world.others.remains).not.toEqual([])
    expect(await errorOf(world, "unlock", unlock)).toMatch(
      /^LEDGER_UNAVAILABLE {2}The remote is gone\.\nFix: /,
    )
    expect(world.others.calls).toContain("sweep")
    expect(world.others.remains).toEqual([])
  })

  test("does not say so when the lock could not be taken after that", async () => {
    const world = await shop()
    world.ledger.before = (operation) => {
      if (operation === "append") {
        world.ledger.before = () => {}
        broken("append")(operation, [])
      }
    }
    expect(await errorOf(world, "deploy-production", deploy)).toMatch(
      /^LEDGER_UNAVAILABLE {2}The remote is gone\.\nFix: /,
    )
  })

  test("does not say so of a record that the ledger may have", async () => {
    const world = await shop()
    const { tryAppend } = world.ledger
    world.ledger.tryAppend = async (view, entries) => {
      await tryAppend.call(world.ledger, view, entries)
      world.ledger.before = broken("read", "append", "history")
      return broken("append")("append", []) as never
    }
    const freeze = { stage: "production", reason: "the launch" }
    expect(await errorOf(world, "freeze", freeze)).not.toContain("Nothing was changed")
    expect(world.ledger.records("production").at(-1)).toMatchObject({ kind: "frozen-by-hand" })
  })

  test("says so of a tag only when git was not asked for it", async () => {
    const gone = environmentError("REMOTE_UNAVAILABLE", "The remote is gone.")
    const checkout = (looks: boolean): Checkout => ({
      look: async () => {
        if (!looks) throw gone
        return {
          ...{ branch: "main", head: shaOf("head"), dirty: [], unpushed: [] },
          remote: { name: "origin", ahead: 0, behind: 0 },
        }
      },
      createTag: () => Promise.reject(environmentError("TAG_NOT_CREATED", "git was ended.")),
      pushTag: async () => {},
    })
    const given = { bump: "patch" }
    const world = await shop()
    world.commits.set("what is checked out", shaOf("head"))
    const errors = [false, true].map((looks) =>
      errorOf(world, "release", given, { checkout: checkout(looks) }),
    )
    const [before, asked] = await Promise.all(errors)
    expect(before).toMatch(/^REMOTE_UNAVAILABLE .*\nNothing was changed\./)
    expect(asked).toMatch(/^TAG_NOT_CREATED {2}git was ended\.\nFix: /)
  })

  test("does not say so of a secret, which the ledger knows nothing of", async () => {
    const world = await shop()
    world.tags = () => Promise.reject(environmentError("REMOTE_UNAVAILABLE", "The remote is gone."))
    world.lookUp = world.tags as never
    const given = { stage: "production", tag: "v1.1.0", name: "A", value: { plaintext: async () => "x" } }
    expect(await errorOf(world, "secrets-set", given)).not.toContain("Nothing was changed")
  })

  test("says so of what was typed wrongly", async () => {
    const world = await shop()
    world.ledger.add("production", entryOf("blocked"))
    const given = { stage: "production", reason: "the launch", until: "soon" }
    expect(await errorOf(world, "freeze", given)).toContain("\nNothing was changed.\n")
  })
})
