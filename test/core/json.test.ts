import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  canonicalJson,
  type Json,
  jsonLines,
  property,
  readJson,
  shown,
  valueAt,
  withoutExtras,
} from "../../src/core/json.ts"

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

test.each<[string, unknown, unknown]>([
  ["a", { a: 1 }, 1],
  ["a.b", { a: { b: null } }, null],
  ["a.0.b", { a: [{ b: true }] }, true],
  ["a.length", { a: [1, 2] }, 2],
  ["a.b", { a: "text" }, undefined],
  ["toString", {}, undefined],
  ["__proto__.a", {}, undefined],
  ["a", null, undefined],
])("%s in %j is %j", (path, json, value) => expect(valueAt(path, json)).toBe(value))

test("a property is the object's own", () => {
  expect(property([7], "0")).toBe(7)
  expect(property({}, "constructor")).toBeUndefined()
})

test.each<[unknown, string]>([
  [undefined, "absent"],
  [null, "null"],
  ["x", '"x"'],
  ["x".repeat(200), `"${"x".repeat(78)}…`],
  [3, "3"],
  [[1], "a list"],
  [{ a: 1 }, "an object"],
])("%j is shown as %s", (value, text) => expect(shown(value)).toBe(text))

test.each<[Json, string]>([
  [null, "null"],
  ["ü\n", '"ü\\n"'],
  [[2, 1, []], "[2,1,[]]"],
  [{ b: 1, a: { d: true, c: [] } }, '{"a":{"c":[],"d":true},"b":1}'],
])("%j", (value, text) => expect(canonicalJson(value)).toBe(text))

test("is JSON that says the same, whatever the order of the keys", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = canonicalJson(value as Json)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reversed(value as Json))).toBe(text)
    }),
  )
})

/** The same value with the keys of its objects set the other way round. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}

describe("where things stand", () => {
  test("every key and every item has its line", () => {
    const { lines } = jsonLines('{"a": [1,\n{"b\\"": "x,{", "c":\nnull}, "x"],\n"d": {}}')
    expect(Object.fromEntries(lines)).toEqual({
      a: 1,
      "a[0]": 1,
      "a[1]": 2,
      'a[1].b"': 2,
      "a[1].c": 2,
      "a[2]": 3,
      d: 4,
    })
  })

  test("of the items of a list, whatever lines are empty", () => {
    expect([...jsonLines("[1,\n\n2\n\n]").lines]).toEqual([
      ["[0]", 1],
      ["[1]", 3],
    ])
  })

  test.each<[string, ReturnType<typeof jsonLines>["repeated"]]>([
    ['{"a": 1, "b": {"a": "a\\":"}, "c": ["a", "a", {"a": 1}]}', []],
    ['[{"a": 1}, {"a": 2}]', []],
    ['{"a": 1,\n "a": 2}', [{ path: "a", first: 1, line: 2 }]],
    [
      '{"a": 1, "\\u0061"\n:\n2,\n"a": 3}',
      [
        { path: "a", first: 1, line: 1 },
        { path: "a", first: 1, line: 4 },
      ],
    ],
    [
      '{"list": [[1, 2],\n{"x": {}},\n{"y": "{", "x": 1, "x":\n2}]}',
      [{ path: "list[2].x", first: 3, line: 3 }],
    ],
    ['"a"', []],
  ])("%s", (text, repeated) => expect(jsonLines(text).repeated).toEqual(repeated))

  test("no key is there twice in what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonLines(text).repeated).toEqual([])
      }),
    )
  })

  test("a key of any text is found again at its place", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.nat(3), (key, value, before) => {
        const entry = `${JSON.stringify(key)}: ${JSON.stringify(value, null, 1)}`
        const text = `[${"0,".repeat(before)}{${entry},\n${entry}}]`
        const lines = entry.split("\n").length
        const { repeated } = jsonLines(text)
        expect(repeated).toContainEqual({ path: `[${before}].${key}`, first: 1, line: lines + 1 })
      }),
    )
  })
})

describe("what JSON almost has", () => {
  test("comments and commas at the end are taken out, and all else stays where it is", () => {
    const text = '{ // why\n "a": "// no, /* no */ ,}", /* two\nlines */\n "b": [1, 2, // last\n ], }'
    const clean = withoutExtras(text)
    expect(JSON.parse(clean.text)).toEqual({ a: "// no, /* no */ ,}", b: [1, 2] })
    expect(clean.text).toHaveLength(text.length)
    expect(clean.extras).toEqual([
      { what: "a comment", line: 1 },
      { what: "a comment", line: 2 },
      { what: "a comma after the last item", line: 4 },
      { what: "a comment", line: 4 },
      { what: "a comma after the last item", line: 5 },
    ])
  })

  test("JSON itself has nothing of it", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(withoutExtras(text)).toEqual({ text, extras: [] })
      }),
    )
  })
})

test("a comma may be the last one before a comment of some lines", () => {
  expect(withoutExtras("[1, /* the\n last */ ]").extras).toEqual([
    { what: "a comma after the last item", line: 1 },
    { what: "a comment", line: 1 },
  ])
})

test("a comment may end like a text", () => {
  expect(withoutExtras('{} // say "x"')).toEqual({
    text: "{}           ",
    extras: [{ what: "a comment", line: 1 }],
  })
})
