import { expect, test } from "vitest"
import { trustPolicy } from "../../src/admin/setup.ts"
import { IDS, REQUEST } from "../core/aws/samples.ts"
import { FakeClock } from "../helpers/fake-clock.ts"

test("needs nothing but the time, and its notes are lines of progress", async () => {
  const said: string[] = []
  const alone = {
    clock: new FakeClock(),
    say: (line: string) => void said.push(line),
    identity: { runId: "run-1", actor: "ana" },
  }
  const report = await trustPolicy(alone, { ...REQUEST, ...IDS, policy: "trust", as: "json", services: "" })
  expect(report).toMatchObject({
    command: "trust-policy",
    outcome: "done",
    ok: true,
    app: "octo-org/shop",
    stage: "production",
    actor: "ana",
    changed: false,
    ledger: "not used",
  })
  expect(said).toEqual(report.document?.notes)
  expect(said).toHaveLength(1)
})
