import { PassThrough } from "node:stream"
import { describe, expect, test } from "vitest"
import { readSecret, secretAsker } from "../../src/host/terminal.ts"

const prompted = () => {
  const prompt = new PassThrough()
  prompt.setEncoding("utf8")
  return prompt
}

describe("a value that is piped in", () => {
  test.each([
    ["is taken as it is", "a b'c\"d\nsecond ü", "a b'c\"d\nsecond ü"],
    ["loses the line end that echo adds", "value\n", "value"],
    ["keeps white space of its own", "  value \n", "  value "],
  ])("%s", async (_name, text, expected) => {
    const input = new PassThrough()
    input.end(text)
    const prompt = prompted()
    expect(await readSecret(input, prompt)).toBe(expected)
    expect(prompt.read()).toBeNull()
  })

  test("must be one", async () => {
    const input = new PassThrough()
    input.end("\n")
    await expect(readSecret(input, prompted())).rejects.toThrow(/no value/)
  })
})

describe("a value that is typed", () => {
  const typed = (keys: string) => {
    const raw: boolean[] = []
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (on: boolean) => void raw.push(on),
    })
    const prompt = prompted()
    const value = readSecret(input, prompt)
    input.write(keys)
    return { value, raw, prompt }
  }

  test("is not shown, and can be corrected", async () => {
    const { value, raw, prompt } = typed("canarx\u007fy\r")
    expect(await value).toBe("canary")
    expect(raw).toEqual([true, false])
    expect(prompt.read()).toBe("Value (not shown): \n")
  })

  test("is given up with Ctrl-C", async () => {
    const { value, raw } = typed("can\u0003")
    await expect(value).rejects.toThrow(/Nothing was set/)
    expect(raw).toEqual([true, false])
  })
})

describe("somebody who is asked for several values", () => {
  test("gives one, leaves one, and is not asked again once they have given up", async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
    const prompt = prompted()
    const ask = secretAsker(input, prompt)
    const answer = async (name: string, keys: string) => {
      const asked = ask(name, "staging")
      input.write(keys)
      return (await asked)?.plaintext() ?? null
    }
    expect(await answer("AuthSecret", "canary\r")).toBe("canary")
    expect(await answer("ChatKey", "\r")).toBeNull()
    expect(await answer("Theme", "half\u0003")).toBeNull()
    expect(await ask("Last", "staging")).toBeNull()
    const shown = String(prompt.read())
    expect(shown.match(/\w+ on staging/g)).toEqual(
      ["AuthSecret", "ChatKey", "Theme"].map((name) => `${name} on staging`),
    )
    expect(shown).not.toMatch(/canary|half/)
  })

  test("must be at a terminal: what is piped in is nobody's answer", async () => {
    const input = new PassThrough()
    input.end("value\n")
    const prompt = prompted()
    expect(await secretAsker(input, prompt)("AuthSecret", "staging")).toBeNull()
    expect(prompt.read()).toBeNull()
  })
})
