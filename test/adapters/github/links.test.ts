import { expect, test } from "vitest"
import { nextPage } from "../../../src/adapters/github/links.ts"

test.each<[string | null, string | null]>([
  [null, null],
  ["", null],
  ['<https://a.test/x?page=2>; rel="next"', "https://a.test/x?page=2"],
  ['<https://a.test/x?page=1>; rel="prev", <https://a.test/x?page=3>; rel="next"', "https://a.test/x?page=3"],
  [
    '<https://a.test/x?a=1,2&page=2>; rel=next, <https://a.test/x>; rel="last"',
    "https://a.test/x?a=1,2&page=2",
  ],
  ['<https://a.test/x?page=9>; rel="last"', null],
  ['<https://a.test/nextdoor>; rel="nextdoor"', null],
  ["nonsense; rel=next", null],
])("%s", (link, page) => expect(nextPage(link)).toBe(page))
