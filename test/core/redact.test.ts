import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { PipelineError } from "../../src/core/errors.ts"
import { maskerOf, masking, redact, secretsOf, withoutSecrets } from "../../src/core/masking.ts"
import { reason } from "../../src/core/reasons.ts"

describe("what looks like a secret goes", () => {
  test.each([
    ["postgres://app:hunter2@db.internal/app is down", "postgres://***@db.internal/app is down"],
    ["authorization: Bearer abcdefgh12345678", "authorization: Bearer ***"],
    ["authorization: Basic  abcdefgh12345678", "authorization: Basic ***"],
    ["key AKIAIOSFODNN7EXAMPLE is gone", "key *** is gone"],
    ["xoxb-1234567890-abcdef", "***"],
    ["ghp_abcdefghijklmnop", "***"],
    ["sk-ant-abcdefghijkl", "***"],
  ])("%s", (text, expected) => expect(redact(text, [])).toBe(expected))
})

test("what is known goes, the longer one first", () => {
  expect(redact("a=canary-1234-more b=canary-1234", ["canary-1234", "canary-1234-more"])).toBe("a=*** b=***")
})

test("what is too short to be a secret stays", () => {
  expect(secretsOf({ API_TOKEN: " a " })).toEqual([])
  expect(redact("ERROR in line 12", ["12", ""])).toBe("ERROR in line 12")
})

test("ordinary lines stay as they are", () => {
  const line = "2026-03-01 ERROR https://api.test/chat: cannot read a@b.test (task-list sky-high)"
  expect(redact(line, [])).toBe(line)
})

describe("a known secret goes in each form in which tools print it:", () => {
  const SECRET = 'cänar/4711+"x"'
  const LINES = `${"abcdefgA".repeat(4)}\n${"ghijkl".repeat(4)}`
  const base64 = (text: string) => Buffer.from(text).toString("base64")
  test.each<[string, string, string]>([
    ["as a whole", `key=${SECRET}!`, "key=***!"],
    ["in JSON", JSON.stringify({ key: SECRET }), '{"key":"***"}'],
    ["in a URL", `?key=${encodeURIComponent(SECRET)}&x`, "?key=***&x"],
    [
      "in a URL, in small letters",
      `?key=${encodeURIComponent(SECRET).replace(/%../g, (c) => c.toLowerCase())}`,
      "?key=***",
    ],
    ["in base64", `<${base64(SECRET)}>`, "<***>"],
    ["in JSON in JSON", JSON.stringify(JSON.stringify({ key: SECRET })), '"{\\"key\\":\\"***\\"}"'],
    ["in JSON of ASCII alone", 'key: c\\u00e4nar/4711+\\"x\\"', "key: ***"],
    ["in JSON of PHP", 'key: c\\u00e4nar\\/4711+\\"x\\"', "key: ***"],
    ["in an address of Python", "?key=c%C3%A4nar/4711%2B%22x%22", "?key=***"],
    ["in an address as a whole", encodeURI(SECRET), "***"],
    ["in XML", 'key="cänar/4711+&quot;x&quot;"', 'key="***"'],
    ["in hex", Buffer.from(SECRET).toString("hex"), "***"],
    ["in hex, in capitals", Buffer.from(SECRET).toString("hex").toUpperCase(), "***"],
    [
      "with a colour within",
      `\u001b[31mkey \u001b[1m${SECRET.slice(0, 5)}\u001b[0m${SECRET.slice(5)}`,
      "key ***",
    ],
    ["with colours around", `\u001b[31m${SECRET}\u001b[0m`, "\u001b[31m***\u001b[0m"],
    ["in base64 for URLs", `<${Buffer.from(SECRET).toString("base64url")}>`, "<***>"],
  ])("%s", (_name, text, expected) => expect(maskerOf([SECRET]).mask(text)).toBe(expected))

  test.each(["", "a", "ab", "abc", "abcd"])("in base64 behind %j and before something else", (before) => {
    const inside = Buffer.from(SECRET).toString("base64").slice(4, -6)
    const masked = maskerOf([SECRET]).mask(base64(`${before}${SECRET}, and more`))
    expect(masked).toContain("***")
    expect(masked).not.toContain(inside)
  })

  test.each<[string, string[], string, string]>([
    ["the longer of two that begin alike", ["canary", "canary-2"], "canary-2 canary", "*** ***"],
    ["one that a tool trimmed", [" canary\n"], "is canary", "is ***"],
    ["a short one that a tool trimmed", [" abcd\n"], "is abcd", "is ***"],
    ["a line that a tool trimmed", ["---BEGIN\n  ABCDEF  \n---END"], "is ABCDEF", "is ***"],
    ["no line that is too short", ["---BEGIN\nABCDE\n---END"], "is ABCDE", "is ABCDE"],
    ["one with what Go's JSON escapes", ["a<b>&c'd"], "as a\\u003cb\\u003e\\u0026c'd", "as ***"],
    ["one with a quote, in a shell", ["a<b>&c'd"], "+ login 'a<b>&c'\\''d'", "+ login '***'"],
    ["one with what few encode, in an address", ["a!b(c)*d"], "?q=a%21b%28c%29%2Ad", "?q=***"],
    ["one with a blank, in a form", ["correct horse"], "?q=correct+horse", "?q=***"],
    ["one in base64 for URLs", ["~~~???>>>"], "fn5-Pz8_Pj4-", "***"],
    ["one of five characters in base64", ["abcde"], "<YWJjZGU=>", "<***U=>"],
    ["none in base64 that is too short", ["abcd"], "<YWJjZA==>", "<YWJjZA==>"],
    ["one of characters beyond the first plane, in a URL", ["canary😀"], "canary%F0%9F%98%80", "***"],
    ["one with the second half of a character", ["\udc00canary"], "x \udc00canary", "x ***"],
    ["one with half a character, in a URL", ["canary\ud800"], "canary%EF%BF%BD", "***"],
    ["each line of one", ["-----BEGIN\nABCDEF=\n-----END"], "ABCDEF=", "***"],
    ["one with characters of a pattern", ["a.*$&(b"], "x a.*$&(b y", "x *** y"],
    ["the password of an address", ["postgres://a:s%2Fw0rd@db/x"], "as s/w0rd or s%2Fw0rd", "as *** or ***"],
    ["an address whose password cannot be decoded", ["postgres://a:50%off@db/x"], "as 50%off", "as ***"],
    ["one with half a character", ["canary\ud800"], "x canary\ud800 y", "x *** y"],
    ["a key across its line ends", [LINES], "gAgh efgAghij", "gAgh ***"],
    ["a piece in base64 for URLs", ["~~~???>>>".repeat(4)], "Pz8_Pj4-", "***"],
    ["two pieces of one key", [LINES], "abcdefgA and ghijklgh", "*** and ***"],
    ["two pieces side by side as one", [LINES], "ghijklghabcdefgA", "***"],
    ["no part of one line of words", ["correcthorsebatterystaple"], "batterystaple", "batterystaple"],
    [
      "no part of words before or after",
      [`note ${"abcdef".repeat(5)}\n${"ghijkl".repeat(5)} note`],
      "fabcdefa lghijklg",
      "fabcdefa lghijklg",
    ],
    ["no setting within one line", ["login token: canary"], "canary", "canary"],
    ["nothing for one that is empty or too short", ["", " ", "abc"], "abc stays", "abc stays"],
  ])("%s", (_name, secrets, text, expected) => expect(maskerOf(secrets).mask(text)).toBe(expected))

  test.each(
    ["canary-23456", "canary-234567", "canary-2345678"].flatMap((secret) =>
      ["", "a", "ab"].map((before) => [secret, before] as const),
    ),
  )("%s in base64 behind %j: hardly a character of it is left", (secret, before) => {
    const masked = maskerOf([secret]).mask(base64(`${before}${secret}, and more`))
    const others = base64(before).length + base64(", and more").length
    expect(masked).toContain("***")
    expect(masked.length).toBeLessThanOrEqual(others + "***".length + 4)
  })

  test("without secrets a text stays as it is", () => {
    expect(maskerOf([]).mask("is null")).toBe("is null")
  })

  test("an engine, which only takes whole forms out, is given all of them", () => {
    expect(maskerOf(["a+/<é>&\"'!\t~?"]).forms).toEqual([
      "a%2B%2F%3C%C3%A9%3E%26%22%27%21%09~%3F",
      "a%2b%2f%3c%c3%a9%3e%26%22%27%21%09~%3f",
      "a+/\\\\u003cé\\\\u003e\\\\u0026\\\\\\\"'!\\\\t~?",
      "a%2B/%3C%C3%A9%3E%26%22%27%21%09~%3F",
      "a%2b/%3c%c3%a9%3e%26%22%27%21%09~%3f",
      "a%2B%2F%3C%C3%A9%3E%26%22'!%09~%3F",
      "a%2b%2f%3c%c3%a9%3e%26%22'!%09~%3f",
      "a+/&lt;é&gt;&amp;&quot;&#x27;!\t~?",
      "a+/&lt;é&gt;&amp;&quot;&#039;!\t~?",
      "a+/&lt;é&gt;&amp;&quot;&apos;!\t~?",
      "a+/&lt;é&gt;&amp;&quot;&#39;!\t~?",
      "a+/&lt;é&gt;&amp;&#34;&#39;!\t~?",
      "a+/\\u003cé\\u003e\\u0026\\\"'!\\t~?",
      "a+/&lt;é&gt;&amp;&quot;'!\t~?",
      "612b2f3cc3a93e26222721097e3f",
      "a+/%3C%C3%A9%3E&%22'!%09~?",
      "a+/%3c%c3%a9%3e&%22'!%09~?",
      "a+/\\<\\é\\>\\&\\\"\\'\\!\\\t\\~\\?",
      "a+\\/<\\u00e9>&\\\"'!\\t~?",
      "a+/<\\u00e9>&\\\"'!\\t~?",
      "a+/<é>&\\\\\\\"'!\\\\t~?",
      "YSsvPMOpPiYiJyEJfj",
      "ErLzzDqT4mIichCX4/",
      "ErLzzDqT4mIichCX4_",
      "hKy88w6k+JiInIQl+P",
      "hKy88w6k-JiInIQl-P",
      "a+\\/<é>&\\\"'!\\t~?",
      "a+/<é>&\"'\\''!\t~?",
      "a+/<é>&\\\"'!\\t~?",
      "a+/<é>&\\\"'!\t~?",
      "a+/<é>&\"\\'!\t~?",
      "a+/<é>&\"''!\t~?",
      'a+/<é>&""\'!\t~?',
      "a+/<é>&\"'!\t~?",
    ])
  })

  test("a reader knows how much must be held together", () => {
    expect(maskerOf([]).longest).toBe(0)
    expect(maskerOf(["canary"]).longest).toBeGreaterThanOrEqual("canary".length)
  })
})

describe("the secrets of an environment", () => {
  test.each([
    "GITHUB_TOKEN",
    "SLACK_SIGNING_SECRET",
    "PGPASSWORD",
    "MYSQL_PWD",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "DATABASE_URL",
    "STRIPE_KEY",
    "SECRET_KEY_BASE",
    "OPENAI_API_KEY",
    "apikey",
    "DB_PASSWD",
    "S3_ACCESSKEY",
    "DEPLOY_PRIVATEKEY",
    "TOKEN_FILENAME",
    "npm_config_//registry.test/:_authToken",
  ])("are told by the name %s", (name) => expect(secretsOf({ [name]: "canary-1" })).toEqual(["canary-1"]))

  test.each<[string, string]>([
    ["PWD", "/home/ann/shop"],
    ["PATH", "/usr/bin:/bin"],
    ["AWS_REGION", "eu-central-1"],
    ["KEYBOARD", "qwertz-de"],
    ["SSH_AUTH_SOCK", "/tmp/agent.1"],
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token"],
    ["USE_TOKEN", "true"],
    ["API_TOKEN", "abcde"],
    ["API_TOKEN", "  abcde  "],
    ["NOTE", "see https://ann:canary-1@proxy"],
  ])("are not %s=%s", (name, value) => expect(secretsOf({ [name]: value })).toEqual([]))

  test("are those that are named, and passwords in addresses", () => {
    const env = { SHOP_DB: "abcd", PROXY: "http://ann:canary-1@proxy:3128", HOME: undefined }
    expect(secretsOf(env, ["SHOP_DB"])).toEqual(["abcd", "canary-1"])
    expect(secretsOf({ PROXY: " http://ann:canary-1@proxy " })).toEqual(["canary-1"])
    expect(secretsOf({ API_TOKEN: "abcdef" })).toEqual(["abcdef"])
    expect(secretsOf({ API_TOKEN: undefined })).toEqual([])
  })
})

describe("a key that is printed in pieces leaves hardly a character:", () => {
  const lines = Array.from({ length: 20 }, (_, line) =>
    createHash("sha384").update(`canary ${line}`).digest("base64"),
  )
  const key = ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----"].join("\n")
  const wrap = (text: string, width: number) => text.match(new RegExp(`.{1,${width}}`, "g")) ?? []
  const encoded = (coding: "base64" | "base64url" | "hex", before = "") =>
    Buffer.from(`${before}${key}\n`).toString(coding)

  test.each<[string, string[], string[]]>([
    ["itself, line by line", [key], key.split("\n")],
    ["in base64 of 76 characters a line", [key], wrap(encoded("base64"), 76)],
    ["in base64 of 64", [key], wrap(encoded("base64"), 64)],
    ["in base64 for URLs, of 60", [key], wrap(encoded("base64url"), 60)],
    ["in base64 within more", [key], wrap(encoded("base64", "user: x\n"), 76)],
    [
      "in base64, with line ends written out",
      [key],
      [JSON.stringify(wrap(encoded("base64"), 76).join("\n"))],
    ],
    ["in hex", [key], wrap(encoded("hex"), 60)],
    ["in hex, in capitals", [key], wrap(encoded("hex").toUpperCase(), 30)],
    ["itself, with other line ends", [key], wrap(lines.join(""), 76)],
    [
      "from a file of JSON, line by line",
      [JSON.stringify({ client: "a", private_key: key })],
      key.split("\n"),
    ],
  ])("%s", (_name, secrets, printed) => {
    const { mask } = maskerOf(secrets)
    const left = printed.map((line) => mask(line).replaceAll("***", " "))
    // what is cut off from both sides is shorter than a piece
    expect(left.flatMap((line) => line.match(/[\w+/=-]{12,}/g) ?? [])).toEqual([])
    expect(left.join("").replace(/\W/g, "").length).toBeLessThan(key.length / 10)
  })

  test("what only looks encoded stays", () => {
    const text = `${createHash("sha1").update("x").digest("hex")} ${createHash("sha384").update("x").digest("base64")}`
    expect(maskerOf([key]).mask(text)).toBe(text)
  })

  test("an engine is given its lines as one form", () => {
    expect(maskerOf([key]).forms).toContain(
      wrap(encoded("base64").replace(/=*$/, ""), 76).join("\n").slice(0, -2),
    )
  })
})

test("a record keeps its keys and its identifiers, and no secret in any text", () => {
  const masker = maskerOf(["production", "canary-1"])
  const date = new Date(0)
  const record = {
    stage: "production",
    detail: "production said canary-1",
    log: ["key canary-1"],
    outputs: { api: "https://ann:pw@api.test" },
    none: null,
    gone: undefined,
    count: 1,
    date,
  }
  expect(withoutSecrets(record, masker)).toEqual({
    stage: "production",
    detail: "*** said ***",
    log: ["key ***"],
    outputs: { api: "https://***@api.test" },
    none: null,
    count: 1,
    date,
  })
})

describe("an error without secrets", () => {
  const masker = maskerOf(["canary-1"])
  const thrownBy = (error: unknown) =>
    masking(masker, async () => {
      throw error
    }).then(
      () => expect.fail("it was not thrown"),
      (thrown) => thrown,
    )

  test("keeps its class, its code and its problems, and has no secret in its reason", async () => {
    const why = reason("LEDGER_UNAVAILABLE", "canary-1 was refused.", "Replace canary-1.")
    const problems = [{ path: "--url", message: "is canary-1", fix: "not canary-1", at: "pipeline.json:3" }]
    const thrown = await thrownBy(new PipelineError("environment", why, problems))
    expect(thrown).toBeInstanceOf(PipelineError)
    expect(thrown).toMatchObject({ name: "PipelineError", kind: "environment", message: "*** was refused." })
    expect(thrown.reason).toEqual({
      code: "LEDGER_UNAVAILABLE",
      message: "*** was refused.",
      fix: "Replace ***.",
    })
    expect(thrown.problems).toEqual([
      { path: "--url", message: "is ***", fix: "not ***", at: "pipeline.json:3" },
    ])
    expect(thrown.stack).toMatch(/^PipelineError: \*\*\* was refused\.\n {4}at /)
  })

  test("has none in what it was made of: its causes, other errors and what a program printed", async () => {
    const error = Object.assign(new TypeError("a canary-1", { cause: new RangeError("b canary-1") }), {
      ...{ code: "ECANARY", exitCode: 3, cmd: ["login", "canary-1"], extensions: { stderr: "c canary-1" } },
      errors: [new Error("d canary-1")],
    })
    const thrown = await thrownBy(error)
    expect(thrown).toBeInstanceOf(TypeError)
    expect(thrown.cause).toBeInstanceOf(RangeError)
    expect(thrown).toMatchObject({
      ...{ message: "a ***", code: "ECANARY", exitCode: 3, cmd: ["login", "***"] },
      ...{ extensions: { stderr: "c ***" }, cause: { message: "b ***" }, errors: [{ message: "d ***" }] },
    })
    expect(Object.keys(thrown)).toEqual(Object.keys(error))
  })

  test("is the very same one where it held none", async () => {
    const error = new Error("away", { cause: new Error("gone") })
    expect(await thrownBy(error)).toBe(error)
  })

  test("may be one whose class has its texts, its own cause, or no error at all", async () => {
    const aborted = await thrownBy(new DOMException("canary-1 timed out", "TimeoutError"))
    expect(aborted).toBeInstanceOf(DOMException)
    expect(aborted).toMatchObject({ name: "TimeoutError", message: "*** timed out", code: 23 })
    const own = new Error("canary-1")
    own.cause = own
    expect(await thrownBy(own)).toMatchObject({ message: "***", cause: undefined })
    expect(await thrownBy("canary-1 is gone")).toBe("*** is gone")
  })

  test("does not come where nothing was thrown", async () => {
    expect(await masking(masker, async () => "canary-1")).toBe("canary-1")
  })
})

test("E3: the secrets within a file of settings are masked one by one", () => {
  const yaml = `users:
- name: ci
  user:
    token: canary-token
    client-key-data: "canary-key-data"
    server: https://cluster.example.com/a/long/path
    note: 'short'
    owner: annabel
    pin-token: abcde
    mail-token: abcdef
    ssh-token: 'canary\\nquoted'
    blob: ${"c".repeat(24)}`
  const { mask } = maskerOf([yaml])
  const told = ["canary-token", "canary-key-data", "c".repeat(24), "abcdef", "canary\\nquoted"].map(
    (secret) => mask(`tool says <${secret}>`),
  )
  expect(new Set(told)).toEqual(new Set(["tool says <***>"]))
  const harmless = "https://cluster.example.com/a/long/path short ci annabel abcde"
  expect(mask(harmless)).toBe(harmless)
  const ini = maskerOf(["token=canary-first\nother-token \t = canary-blank\n"])
  expect(ini.mask("canary-first, canary-blank")).toBe("***, ***")
  const json = maskerOf(['{"client_email": "a@b.c", "private_key": "-----canary\\nkey-----"}'])
  expect(json.mask("-----canary\\nkey-----")).toBe("***")
  expect(json.mask("a@b.c")).toBe("a@b.c")
})

test.each([
  ...["kind", "id", "code", "status", "outcome", "verdict", "command", "gate", "op", "type", "severity"],
  ...["app", "stage", "tag", "sha", "runId", "name", "digest", "at", "since", "until", "startedAt"],
])("what reads a record finds its way by %s, whatever is secret", (key) => {
  expect(withoutSecrets({ [key]: "canary-1", detail: "canary-1" }, maskerOf(["canary-1"]))).toEqual({
    [key]: "canary-1",
    detail: "***",
  })
})

test("no name that a tool gives an output keeps its value from being masked, nor is a secret itself", () => {
  const names = ["id", "name", "status", "at", "code"]
  const outputs = Object.fromEntries(names.map((name) => [name, "canary-1"]))
  const masked = Object.fromEntries(names.map((name) => [name, "***"]))
  const record = { kind: "verified", state: { running: { tag: "canary-1", outputs } } }
  const masker = maskerOf(["canary-1"])
  expect(withoutSecrets(record, masker)).toEqual({
    kind: "verified",
    state: { running: { tag: "canary-1", outputs: masked } },
  })
  expect(withoutSecrets({ outputs: { "key canary-1": "of x" } }, masker)).toEqual({
    outputs: { "key ***": "of x" },
  })
})

test.each([
  ["Python's html.escape", `p&lt;a&quot;ss&#x27;w$rd`],
  ["Go's html/template", `p&lt;a&#34;ss&#39;w$rd`],
  ["PHP's htmlspecialchars", `p&lt;a&quot;ss&#039;w$rd`],
  ["XML", `p&lt;a&quot;ss&apos;w$rd`],
  ["export -p", `p<a\\"ss'w\\$rd`],
  ["printf %q", `p\\<a\\"ss\\'w\\$rd`],
  ["Python's repr", `p<a"ss\\'w$rd`],
  ["SQL", `p<a"ss''w$rd`],
  ["CSV", `p<a""ss'w$rd`],
])("a secret with quotes is masked as %s writes it", (_, written) => {
  expect(maskerOf([`p<a"ss'w$rd`]).mask(`key=${written};`)).toBe("key=***;")
})
