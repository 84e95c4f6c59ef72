import { describe, expect, test } from "vitest"
import {
  describeFailure,
  describeHeads,
  newestMigration,
  UNFINISHED,
} from "../../../src/core/migrations/migration.ts"

describe("what is known of the database", () => {
  test.each([
    [null, null, "how far they got is not known"],
    ["1_a", null, "how far they got is not known"],
    [null, "2_b", "the newest migration is 2_b"],
    ["2_b", "2_b", "the newest migration is 2_b, as before"],
    ["1_a", "2_b", "the newest migration was 1_a before and is 2_b now"],
  ])("%s, then %s", (before, head, text) => expect(describeHeads(before, head)).toBe(text))

  test("is told with a failure", () => {
    expect(describeFailure("migrate ended with exit code 1", "1_a", "2_b")).toBe(
      "migrate ended with exit code 1. Of the migrations: the newest migration was 1_a before and is 2_b now.",
    )
  })
})

describe("the newest of files", () => {
  test.each([
    [[], null],
    [["db/9_a.sql", "db/10_b.sql"], "10_b"],
    [["db/2_b.up.sql", "db/1_z.sql"], "2_b"],
    [["db/1725000000000_add-channel.sql", "db/1718000000000_x.ts"], "1725000000000_add-channel"],
    [["db/1_a.sql", "db/1_b.sql"], "1_b"],
    [["db/b.sql", "db/a.sql"], "b"],
    [["db/2_b.sql", "db/3_c.sql", "db/1_a.sql"], "3_c"],
    [["db/1.2_a.sql"], "1.2_a"],
  ])("%j", (paths, newest) => expect(newestMigration(paths)).toBe(newest))
})

test("until it is known how a run ended, it may have changed anything", () => {
  expect(UNFINISHED).toEqual({
    status: "failed",
    before: null,
    head: null,
    detail: "The migrations were started, and it is not known how far they got.",
  })
})
