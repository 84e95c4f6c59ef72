import { describe, expect, test } from "vitest"
import {
  absence,
  type Contents,
  contentLine,
  contentOf,
  placementsOf,
  type Sought,
  soughtText,
} from "../../../src/core/figures/commits.ts"
import { runsOf } from "../../../src/core/figures/runs.ts"
import { isoSeconds } from "../../../src/core/text.ts"
import { releaseOf, Story, shaOf, time } from "../../helpers/story.ts"

const SOUGHT: Sought = {
  name: "#12",
  ...{ sha: shaOf("v2"), at: time("03-01 00:00") },
  subject: "feat: more (#12)",
}

/** @param holders the versions that have the commit */
const inStage = (story: Story, ...holders: string[]) => {
  const { running } = story.state
  return contentOf(story.stage, running, runsOf(story.all), new Set(holders.map(shaOf)))
}

test("versions come to a stage by deploys, rollbacks and adoption", () => {
  const story = new Story()
  story.next.at("03-02 09:00").add("started", { command: "adopt", ...releaseOf("v0") })
  story.later(1).add("verified", { command: "adopt", ...releaseOf("v0") })
  story
    .deploy("03-02 10:00", "v1")
    .blocked("03-02 11:00", "v9")
    .rolledBack("03-03 10:00", "v2", "v1")
    .rollback("03-04 10:00", "v1", "v0")
    .rolledBack("03-05 10:00", "v3", "v0", { isGood: false })
  story.says("03-06 08:00", "verify", "verified", releaseOf("v0"))
  story.next.at("03-06 09:00").add("started", { command: "adopt", ...releaseOf("v4") })
  story.later(1).add("failed", { command: "adopt", ...releaseOf("v4") })
  expect(placementsOf(runsOf(story.all)).map(({ release, at }) => [release.tag, at])).toEqual([
    ["v0", time("03-02 09:01")],
    ["v1", time("03-02 10:02")],
    ["v2", time("03-03 10:02")],
    ["v1", time("03-03 10:06")],
    ["v0", time("03-04 10:01")],
    ["v0", time("03-04 10:01")],
    // a rollback that fails brings nothing back
    ["v3", time("03-05 10:02")],
  ])
})

describe("a stage", () => {
  test("has a commit since the first of the versions in a row that have it", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .deploy("03-04 10:00", "v3", { actor: "ben" })
    const content = inStage(story, "v2", "v3")
    expect(content).toMatchObject({
      has: true,
      came: { at: time("03-03 10:02"), command: "deploy-production", actor: "ann", ...releaseOf("v2") },
      left: null,
    })
    expect(contentLine(content)).toBe(
      `production has had it since ${isoSeconds(time("03-03 10:02"))}, by deploy-production of v2 by ann; the stage runs v3 (3376000), verified`,
    )
  })

  test("had it until a rollback, and why", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .rollback("03-03 12:00", "v2", "v1", { reason: "orders are lost" })
    const content = inStage(story, "v2")
    expect(content).toMatchObject({
      has: false,
      came: { at: time("03-03 10:02"), tag: "v2" },
      left: { from: releaseOf("v2"), to: releaseOf("v1"), why: "orders are lost", command: "rollback" },
    })
    expect(contentLine(content)).toContain(
      ", when rollback went from v2 (3276000) to v1 (3176000): orders are lost",
    )
  })

  test("had it for the minutes of a deploy that was rolled back", () => {
    const story = new Story().deploy("03-02 10:00", "v1").rolledBack("03-03 10:00", "v2", "v1")
    expect(inStage(story, "v2")).toMatchObject({ has: false, left: { why: "api: 500" } })
  })

  test("that leaves a version for no reason that is known says none", () => {
    const story = new Story().deploy("03-02 10:00", "v2").deploy("03-03 10:00", "v1")
    expect(contentLine(inStage(story, "v2"))).toMatch(/ to v1 \(3176000\)$/)
  })

  test("has it again, since the last time", () => {
    const story = new Story()
      .deploy("03-02 10:00", "v1")
      .deploy("03-03 10:00", "v2")
      .rollback("03-03 12:00", "v2", "v1")
      .unfreeze("03-03 13:00")
      .deploy("03-04 10:00", "v2")
    expect(inStage(story, "v2")).toMatchObject({ has: true, came: { at: time("03-04 10:02") } })
  })

  test("has it in a version that is not verified", () => {
    const story = new Story().deploy("03-02 10:00", "v1").fails("03-03 10:00", "v2")
    expect(contentLine(inStage(story, "v2"))).toMatch(/by ann; the stage runs v2 \(3276000\), unverified$/)
  })

  test("has it, although the records do not tell since when", () => {
    const { running } = new Story().deploy("03-02 10:00", "v1").state
    const content = contentOf("production", running, [], new Set([shaOf("v1")]))
    expect(content).toMatchObject({ has: true, came: null, left: null })
    expect(contentLine(content)).toBe("production has it")
  })

  test("went from it by what is not in the records", () => {
    const story = new Story().deploy("03-02 10:00", "v1")
    const content = contentOf("production", null, runsOf(story.all), new Set([shaOf("v1")]))
    expect(content).toMatchObject({ has: false, came: { tag: "v1" }, left: null })
  })

  test("never had it", () => {
    expect(contentLine(inStage(new Story().deploy("03-02 10:00", "v1"), "v2"))).toBe(
      "production never had it; it runs v1 (3176000)",
    )
    expect(contentLine(inStage(new Story()))).toBe("production never had it")
  })
})

describe("the answer", () => {
  const contents = (production: Story, staging = new Story("staging")): Contents => ({
    sought: SOUGHT,
    stages: [inStage(staging, "v2"), inStage(production, "v2")],
  })

  test("is yes where production has it", () => {
    expect(absence(contents(new Story().deploy("03-02 10:00", "v2")))).toBeNull()
  })

  test("is no, with what there is to do", () => {
    expect(absence(contents(new Story().deploy("03-02 10:00", "v1")))).toMatchObject({
      code: "NOT_IN_PRODUCTION",
      message: "Production never had it; it runs v1 (3176000).",
      fix: "Take a version that has it through staging: `deploy-staging --tag TAG`.",
    })
    const staging = new Story("staging").deploy("03-02 10:00", "v2")
    expect(absence(contents(new Story(), staging))?.fix).toBe(
      "Staging has verified it: `deploy-production --tag v2`.",
    )
    const doubted = new Story("staging").fails("03-02 10:00", "v2")
    expect(absence(contents(new Story(), doubted))?.fix).toBe(
      "Staging runs it, unverified. Why: `report --stage staging`. Take a version with a fix through staging: `deploy-staging --tag VERSION`.",
    )
  })

  test("is no, whichever stage was asked first", () => {
    const { stages, sought } = contents(
      new Story().deploy("03-02 10:00", "v1"),
      new Story("staging").deploy("03-02 10:00", "v2"),
    )
    expect(absence({ sought, stages: stages.toReversed() })?.fix).toBe(
      "Staging has verified it: `deploy-production --tag v2`.",
    )
  })

  test("is no where production was not asked", () => {
    expect(absence({ sought: SOUGHT, stages: [] })?.message).toBe("Production was not asked.")
  })
})

test("a commit is called by its id, and anything else by its name and that", () => {
  expect(soughtText(SOUGHT)).toBe("commit 3276000 (#12)")
  expect(soughtText({ ...SOUGHT, name: "32760000" })).toBe("commit 3276000")
})
