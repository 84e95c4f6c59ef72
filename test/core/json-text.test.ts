import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readJson } from "../../src/core/json-text.ts"

describe("a JSON text", () => {
  test.each([
    ["{}", {}],
    ["\uFEFF[1]", [1]],
    [' "x" ', "x"],
  ])("%j is its value", (text, value) => expect(readJson(text)).toEqual({ ok: true, value }))
})

describe("a fault and its place", () => {
  test.each([
    ["", "Unexpected end of JSON input, line 1, column 1"],
    ["\uFEFF{", "Expected property name or '}', line 1, column 2"],
    ['{\n  "app": "x",\n}', "Expected double-quoted property name, line 3, column 1"],
    ['{\n  "app": shop\n}', "Unexpected token 's', line 2, column 10"],
    ['{"app": "x" "smoke": 1}', "Expected ',' or '}' after property value, line 1, column 13"],
    ["// comment\n{}", "Unexpected token '/', line 1, column 1"],
    ["{} {}", "Unexpected non-whitespace character after JSON, line 1, column 4"],
    [`{"text": "a, \\"b\\"", "x": , "y": "${"z".repeat(99)}"}`, "Unexpected token ',', line 1, column 27"],
    ['{"app": "x', "Unterminated string, line 1, column 11"],
    ['{"app": tru', "Unexpected end of JSON input, line 1, column 12"],
    ['{"app": tru}', "Unexpected token '}', line 1, column 12"],
  ])("%j: %s", (text, fault) => expect(readJson(text)).toEqual({ ok: false, fault }))

  test("an unexpected token is the character that the place names, however long the text is", () => {
    const around = fc.array(fc.constantFrom("1,", "\n", "null, ", '"a, b",'), { size: "max", maxLength: 60 })
    fc.assert(
      fc.property(around, around, (before, after) => {
        const text = `[${before.join("")} ? ${after.join("")} 1]`
        const { fault } = readJson(text) as { fault: string }
        const [, token, line, column] = /^Unexpected token '(.)', line (\d+), column (\d+)$/.exec(fault) ?? []
        expect(token).toBe("?")
        expect(text.split("\n")[Number(line) - 1]?.[Number(column) - 1]).toBe("?")
      }),
    )
  })

  test("every text has a value or a fault", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: "binary" })), (text) => {
        const read = readJson(text)
        if (!read.ok) expect(read.fault).toMatch(/, line \d+, column \d+$/)
      }),
    )
  })
})
