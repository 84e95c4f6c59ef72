import { expect, test } from "vitest"
import type { CiRun } from "../../src/core/ledger/owner.ts"
import { renderMarkdown } from "../../src/core/report/render-markdown.ts"
import { renderText } from "../../src/core/report/render-text.ts"
import { deploy } from "../../src/release/deploy.ts"
import { withApproval } from "../../src/release/run.ts"
import { away, known } from "../helpers/fake-code-host.ts"
import { shop } from "../helpers/world.ts"

const ci: CiRun = { provider: "github", repository: "acme/shop", runId: "77", attempt: 2 }
const request = { stage: "production", tag: "v1.1.0", reason: null, waitSeconds: 0 } as const

async function deployIn(runner: { ci: CiRun | null }, approved = known(["ann", "ben"])) {
  const world = await shop()
  world.runner = { ...world.runner, ...runner }
  world.codeHost.approved.production = approved
  const report = await deploy(await withApproval(world.context(), "production"), request)
  return { world, report }
}

test("the report, and its record, say who approved the run", async () => {
  const { world, report } = await deployIn({ ci })
  expect(report).toMatchObject({
    outcome: "deployed",
    approvedBy: ["ann", "ben"],
    ciRun: "github:acme/shop/77/2",
  })
  expect(world.ledger.records("production").at(-1)?.report).toEqual(report)
  expect(renderText(report)).toContain(" by ana, approved by ann and ben, github:acme/shop/77/2, started ")
  expect(renderMarkdown(report)).toContain("approved by ann and ben")
})

test("a run that is part of no workflow run asks nobody", async () => {
  const { report } = await deployIn({ ci: null })
  expect(report).toMatchObject({ outcome: "deployed", approvedBy: null, ciRun: null })
})

test("what GitHub does not tell stops no deploy, and is said", async () => {
  const { world, report } = await deployIn({ ci }, away as never)
  expect(report).toMatchObject({ outcome: "deployed", approvedBy: null })
  expect(world.said.join("\n")).toContain("who approved this run is not known: GitHub is away.")
})

test("why GitHub was not asked is said, too", async () => {
  const { world } = await deployIn({ ci }, { kind: "skipped", why: "there is no token" } as never)
  expect(world.said.join("\n")).toContain("who approved this run is not known: there is no token")
})

test("a tracer that shows phases itself is given them, and nothing else says them", async () => {
  const world = await shop()
  const context = world.context()
  world.said.length = 0
  const ended: string[] = []
  const tracer = { ...context.ports.tracer, ended: ({ name }: { name: string }) => void ended.push(name) }
  await deploy({ ...context, ports: { ...context.ports, tracer } }, request)
  expect(ended).toEqual(["resolve", "gates", "deploy", "smoke"])
  expect(world.said.filter((line) => line.startsWith("ok "))).toEqual([])
})
