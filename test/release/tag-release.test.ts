import { describe, expect, test } from "vitest"
import { environmentError } from "../../src/core/errors.ts"
import type { CheckoutFacts } from "../../src/core/gates/command-gates.ts"
import { headline } from "../../src/core/report/headline.ts"
import { render } from "../../src/core/report/render.ts"
import { tagRelease } from "../../src/release/local.ts"
import type { Checkout } from "../../src/release/ports.ts"
import { shaOf, World } from "../helpers/world.ts"

const HEAD = shaOf("head")

/** A checkout that remembers what was done to it. */
class FakeCheckout implements Checkout {
  readonly done: string[] = []
  pushFault: unknown = null
  private readonly facts: Partial<CheckoutFacts>

  constructor(facts: Partial<CheckoutFacts> = {}) {
    this.facts = facts
  }

  async look(): Promise<CheckoutFacts> {
    return {
      branch: "main",
      head: HEAD,
      dirty: [],
      remote: { name: "origin", ahead: 0, behind: 0 },
      unpushed: [],
      ...this.facts,
    }
  }

  async createTag(tag: string, sha: string, message: string): Promise<void> {
    this.done.push(`tag ${tag} ${sha} ${message}`)
  }

  async pushTag(tag: string): Promise<void> {
    if (this.pushFault !== null) throw this.pushFault
    this.done.push(`push ${tag}`)
  }
}

async function release(checkout: Checkout | null, request: object = {}, tags = ["v1.0.0", "v1.1.0"]) {
  const world = new World()
  world.tag(...tags)
  world.commits.set("what is checked out", HEAD)
  const context = world.context()
  const ports = checkout === null ? context.ports : { ...context.ports, checkout }
  return tagRelease(
    { ...context, ports },
    { bump: "patch", tag: null, message: null, push: false, ...request },
  )
}

test("the next version is tagged on what is checked out, and told", async () => {
  const checkout = new FakeCheckout()
  const report = await release(checkout)
  expect(checkout.done).toEqual([`tag v1.1.1 ${HEAD} v1.1.1`])
  expect(report).toMatchObject({
    outcome: "done",
    ok: true,
    tag: "v1.1.1",
    sha: HEAD,
    changed: true,
    tagged: { previous: "v1.1.0", created: true, pushed: false },
  })
  // world.log lists what was tagged since, newest first
  expect(report.tagged?.commits?.commits.map(({ sha }) => sha)).toEqual([HEAD])
  expect(report.phases.map(({ name, status, detail }) => [name, status, detail])).toEqual([
    ["resolve", "ok", `v1.1.1 on ${HEAD}`],
    ["tag", "ok", "v1.1.1"],
  ])
  expect(headline(report)).toBe(
    `v1.1.1 (${HEAD.slice(0, 7)}) is tagged here; push it: git push origin v1.1.1`,
  )
})

test("it is pushed only when that is asked for", async () => {
  const checkout = new FakeCheckout()
  const report = await release(checkout, { push: true, bump: "minor", message: "Answers in French" })
  expect(checkout.done).toEqual([`tag v1.2.0 ${HEAD} Answers in French`, "push v1.2.0"])
  expect(headline(report)).toBe(`v1.2.0 (${HEAD.slice(0, 7)}) is tagged and pushed`)
  expect(report.tagged).toMatchObject({ created: true, pushed: true })
  expect(report.phases.at(-1)).toMatchObject({ name: "push", status: "ok", detail: "v1.2.0" })
})

test("a tag that is named is taken as it is", async () => {
  const checkout = new FakeCheckout()
  expect(await release(checkout, { tag: "v2.0.0-rc.1" })).toMatchObject({
    outcome: "done",
    tag: "v2.0.0-rc.1",
  })
})

test("the first version of all", async () => {
  const report = await release(new FakeCheckout(), {}, [])
  expect(report).toMatchObject({ outcome: "done", tag: "v0.0.1", tagged: { previous: null } })
  expect(report.tagged?.commits?.commits).toHaveLength(1)
})

describe("nothing is tagged", () => {
  test.each<[string, Partial<CheckoutFacts>, object, string]>([
    ["in a dirty checkout", { dirty: ["a.ts"] }, {}, "CHECKOUT_DIRTY"],
    ["behind the remote", { remote: { name: "origin", ahead: 0, behind: 2 } }, {}, "CHECKOUT_NOT_IN_STEP"],
    ["in an empty repository", { head: null }, {}, "CHECKOUT_NOT_MAIN"],
    ["under a tag that exists", {}, { tag: "v1.0.0" }, "TAG_EXISTS"],
    ["under what is no version", {}, { tag: "v1;x" }, "TAG_INVALID"],
  ])("%s", async (_, facts, request, code) => {
    const checkout = new FakeCheckout(facts)
    const report = await release(checkout, { push: true, ...request })
    expect(report).toMatchObject({
      outcome: "blocked",
      reason: { code },
      changed: false,
      tagged: { created: false, pushed: false },
    })
    expect(checkout.done).toEqual([])
    expect(headline(report)).toBe(`Nothing was tagged: ${report.reason?.message}`)
  })
})

describe("a release that was tagged and not pushed", () => {
  // as a run leaves it that was killed before its push, or whose push was refused
  const begun = (facts: Partial<CheckoutFacts> = {}) =>
    new FakeCheckout({ head: shaOf("v1.1.1"), unpushed: ["v1.1.1"], ...facts })
  const tags = ["v1.0.0", "v1.1.0", "v1.1.1"]

  test.each([{}, { tag: "v1.1.1" }, { bump: "auto" }])(
    "is pushed by the same command: %j",
    async (request) => {
      const checkout = begun()
      const report = await release(checkout, { push: true, ...request }, tags)
      expect(checkout.done).toEqual(["push v1.1.1"])
      expect(report).toMatchObject({
        ...{ outcome: "done", tag: "v1.1.1", changed: true },
        tagged: { previous: "v1.1.0", created: false, pushed: true },
      })
      expect(headline(report)).toBe(`v1.1.1 (${shaOf("v1.1.1").slice(0, 7)}) is tagged and pushed`)
    },
  )

  test("is left alone where a person asks for another version", async () => {
    const checkout = begun()
    const report = await release(checkout, { push: true, bump: "major" }, tags)
    expect({ tag: report.tag, done: checkout.done }).toMatchObject({ tag: "v2.0.0" })
  })

  test("is pushed as the first release of all", async () => {
    const checkout = begun()
    expect(await release(checkout, { push: true, bump: "auto" }, ["v1.1.1"])).toMatchObject({
      outcome: "done",
      tagged: { previous: null },
    })
    expect(checkout.done).toEqual(["push v1.1.1"])
  })

  test("is not tagged a second time without --push, and the fix pushes it", async () => {
    const checkout = begun()
    const report = await release(checkout, {}, tags)
    expect(checkout.done).toEqual([])
    expect(report).toMatchObject({
      outcome: "blocked",
      reason: {
        code: "TAG_EXISTS",
        message: "v1.1.1 already names this commit, and is not pushed yet.",
        fix: "Push it: `release --tag v1.1.1 --push`.",
      },
    })
  })

  test("is none when the remote has the tag, or it names another commit", async () => {
    const pushed = await release(begun({ unpushed: [] }), { push: true, tag: "v1.1.1" }, tags)
    expect(pushed.reason).toMatchObject({ code: "TAG_EXISTS", message: "v1.1.1 already names this commit." })
    const other = begun({ unpushed: ["v1.1.0"] })
    const refused = await release(other, { push: true, tag: "v1.1.0" }, tags)
    expect(refused.reason?.message).toBe(`v1.1.0 already names commit ${shaOf("v1.1.0").slice(0, 7)}.`)
    expect(other.done).toEqual([])
  })
})

test("an empty repository has no commits to show", async () => {
  const report = await release(new FakeCheckout({ head: null }))
  expect(report.phases[0]?.detail).toBe("v1.1.1 on nothing")
  expect(report.tagged?.commits).toBeNull()
  expect(report.gates.find(({ id }) => id === "commits")).toMatchObject({
    status: "skipped",
    detail: "there is no commit",
  })
})

test.each([
  [{ name: "upstream", ahead: 0, behind: 0 }, "upstream"],
  [null, "origin"],
])("a push to %j that fails is tried again there", async (remote, name) => {
  const checkout = new FakeCheckout({ remote })
  checkout.pushFault = environmentError("TAG_NOT_PUSHED", "remote: protected tag")
  const { reason } = await release(checkout, { push: true })
  expect(reason?.fix).toBe(
    `Try again: git push ${name} refs/tags/v1.1.1; or take the tag back: git tag -d v1.1.1.`,
  )
})

test("a push that fails says what is here and what is there", async () => {
  const checkout = new FakeCheckout()
  checkout.pushFault = environmentError("TAG_NOT_PUSHED", "remote: protected tag")
  const report = await release(checkout, { push: true })
  expect(report).toMatchObject({
    outcome: "failed",
    reason: {
      code: "TAG_NOT_PUSHED",
      message: "v1.1.1 is tagged here, but the remote has not got it: remote: protected tag",
      fix: expect.stringContaining("git tag -d v1.1.1"),
    },
    tagged: { created: true, pushed: false },
  })
  expect(headline(report)).toBe(report.reason?.message)
})

test("a push whose answer was lost claims nothing of the remote", async () => {
  const checkout = new FakeCheckout()
  checkout.pushFault = environmentError("REMOTE_UNAVAILABLE", "the remote end hung up")
  const { reason } = await release(checkout, { push: true })
  expect(reason).toMatchObject({
    code: "TAG_NOT_PUSHED",
    message: "v1.1.1 is tagged here, but the remote may not have got it: the remote end hung up",
  })
})

test("a defect stays a defect", async () => {
  const checkout = new FakeCheckout()
  checkout.pushFault = new TypeError("x is not a function")
  await expect(release(checkout, { push: true })).rejects.toThrow(TypeError)
})

test("an engine has no checkout to tag in", async () => {
  await expect(release(null)).rejects.toMatchObject({
    reason: {
      code: "NOT_A_REPOSITORY",
      message: "A release is tagged in a person's checkout, and there is none here.",
    },
  })
})

test("the commits are shown in every format", async () => {
  const report = await release(new FakeCheckout())
  const commits = [{ sha: HEAD, author: "Ana", subject: "Answer | faster" }]
  report.tagged = {
    previous: "v1.1.0",
    commits: { commits, more: 2, dropped: 0, shallow: false },
    created: true,
    pushed: false,
  }
  expect(render(report, "text")).toContain(
    `3 commits since v1.1.0\n  ${HEAD.slice(0, 7)}  Answer | faster  Ana\n  and 2 more\n`,
  )
  expect(render(report, "markdown")).toMatch(/\| [0-9a-f]{7} \| Answer &#124; faster \| Ana \|\n\nand 2 more/)
  report.tagged.previous = null
  report.tagged.commits = { commits, more: 0, dropped: 0, shallow: false }
  expect(render(report, "text")).toContain("1 commit\n")
  expect(render(report, "markdown")).not.toContain("more")
  report.tagged.commits = null
  expect(render(report, "text")).not.toContain("1 commit\n")
  expect(render(report, "markdown")).not.toContain("Answer")
})

test("a defect of the pipeline is not taken for a remote that refuses", async () => {
  const checkout = new FakeCheckout()
  checkout.pushFault = new Error("no such method")
  await expect(release(checkout, { push: true })).rejects.toThrow("no such method")
})

test.each([
  [{}, ["v1.1.0"], ["v1.1.0", "v1.1.1"], ["v1.1.1: --bump asks for it"]],
  [{}, [], ["v0.0.1"], [expect.stringMatching(/^v0\.0\.1: /)]],
  [{ tag: "v3.0.0" }, ["v1.1.0"], ["v1.1.0", "v3.0.0"], []],
  [{ tag: "next" }, ["v1.1.0"], ["v1.1.0"], []],
] as const)("for %j over %j it looks up %j and says why", async (request, tags, lookedUp, said) => {
  const world = new World()
  world.tag(...tags)
  world.commits.set("what is checked out", HEAD)
  const seen: string[] = []
  const { lookUp } = world
  world.lookUp = (tag) => {
    seen.push(tag)
    return lookUp.call(world, tag)
  }
  const context = world.context()
  const ports = { ...context.ports, checkout: new FakeCheckout() }
  await tagRelease(
    { ...context, ports },
    { bump: "patch", tag: null, message: null, push: false, ...request },
  )
  expect(seen).toEqual(lookedUp)
  expect(world.said.filter((line) => !line.startsWith("ok ") && !line.startsWith("FAILED"))).toEqual(said)
})
