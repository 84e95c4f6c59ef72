import { describe, expect, test } from "vitest"
import { readAddresses } from "../../../src/core/config/placeholders.ts"
import { PipelineError } from "../../../src/core/errors.ts"

describe("addresses", () => {
  test.each([
    [null, {}],
    [" ", {}],
    ["api=https://a.test", { api: "https://a.test" }],
    ["api=https://a.test,web=http://b.test", { api: "https://a.test", web: "http://b.test" }],
    ["api=https://a.test,  web=http://b.test", { api: "https://a.test", web: "http://b.test" }],
    [
      "api=https://a.test/x?y=1,2, web=http://b.test\nstore=https://c.test",
      { api: "https://a.test/x?y=1,2", web: "http://b.test", store: "https://c.test" },
    ],
  ])("are read from %j", (text, addresses) => expect(readAddresses(text)).toEqual(addresses))

  test("are refused with every problem at once", () => {
    let problems: unknown
    try {
      readAddresses(
        "https://a.test\n2x=https://a.test\napi=localhost:3000\nweb=https://a.test\nweb=https://b.test",
      )
    } catch (error) {
      problems = (error as PipelineError).problems
      expect(error).toBeInstanceOf(PipelineError)
      expect((error as PipelineError).message).toMatch(/^The addresses cannot be understood/)
    }
    expect(problems).toEqual([
      { path: '--url "https://a.test"', message: "is not NAME=ADDRESS" },
      { path: "--url 2x", message: "is not NAME=ADDRESS" },
      { path: "--url api", message: '"localhost:3000" is not a URL of http:// or https://' },
      { path: "--url web", message: "is given twice" },
    ])
  })
})
