import { expect, test } from "vitest"
import { maskFor } from "../../src/host/mask.ts"

test.each<[string, string[], string, string]>([
  ["a secret", ["canary"], "key=canary, canary!", "key=***, ***!"],
  ["the longer of two that share a beginning", ["canary", "canary-2"], "canary-2 canary", "*** ***"],
  ["one that a tool trimmed", [" canary\n"], "is canary", "is ***"],
  ["each line of one", ["-----BEGIN\nABC=\n-----END"], "ABC=", "***"],
  ["one with characters of a pattern", ["a.*$&(b"], "x a.*$&(b y", "x *** y"],
  ["nothing for one that is empty", ["", " "], "all of it stays", "all of it stays"],
])("masks %s", (_name, secrets, text, expected) => {
  expect(maskFor(secrets)(text)).toBe(expected)
})
