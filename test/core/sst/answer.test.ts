import { describe, expect, test } from "vitest"
import type { Reason } from "../../../src/core/reasons.ts"
import type { SstAnswer } from "../../../src/core/sst/answer.ts"
import { changesOf, classify, progressFilter } from "../../../src/core/sst/answer.ts"
import { RECORDED, recorded } from "./recorded.ts"

const answer = (fields: Partial<SstAnswer>): SstAnswer => ({
  exitCode: 1,
  stdout: "",
  stderr: "",
  log: null,
  isWhole: true,
  ...fields,
})

const BEGUN = "SST 4.17.1 ready!\n\n~  Deploy\n\n"

/** What each recorded deploy that failed means: code, a part of the message, whether resources may have changed. */
const FAILURES: [name: string, code: string, message: RegExp, changed: boolean][] = [
  ["missing secret", "SECRETS_MISSING", /^The stage has no value for the secret AuthSecret\.$/, true],
  ["throw in run()", "DEPLOY_FAILED", /^sst deploy ended with exit code 1\.$/, true],
  ["throw in app()", "DEPLOY_FAILED", /^sst deploy ended with exit code 1\.$/, false],
  ["syntax error", "SST_CONFIG_INVALID", /sst\.config\.ts:2:41 Expected identifier but found ";"/, false],
  ["top level import", "SST_CONFIG_INVALID", /top level imports/, false],
  ["unresolved import", "SST_CONFIG_INVALID", /Could not resolve "\.\/missing"/, false],
  ["no config", "SST_CONFIG_INVALID", /Could not find sst\.config\.ts/, false],
  ["bad app name", "SST_CONFIG_INVALID", /The app name is invalid/, false],
  ["bad stage name", "SST_CONFIG_INVALID", /The stage name is invalid/, false],
  ["version pin", "SST_CONFIG_INVALID", /v4\.17\.1 which does not match v3\.0\.0/, false],
  ["interrupted", "INTERRUPTED", /interrupted/, true],
  ["component downgrade", "DOWNGRADE_REFUSED", /newer version of the component sst\.aws\.Vpc/, true],
  ["engine refuses a resource", "DEPLOY_FAILED", /exit code/, true],
  ["corrupt lock", "SST_STATE_UNREADABLE", /unexpected end of JSON input/, false],
  ["truncated state", "SST_STATE_UNREADABLE", /unexpected EOF/, false],
  ["bad passphrase", "SST_STATE_UNREADABLE", /passphrase/, false],
  ["no engine", "DOWNLOAD_FAILED", /no program at \/home\/\.config\/sst\/bin\/pulumi/, false],
  ["engine cannot be downloaded", "DOWNLOAD_FAILED", /could not download pulumi: Get "https:/, false],
  ["engine ends without a state", "DEPLOY_FAILED", /exit code 1/, true],
  ["engine fails without a word in its events", "DEPLOY_FAILED", /exit code 1/, true],
  ["AWS provider cannot be looked up", "DOWNLOAD_FAILED", /provider aws/, false],
  ["no AWS credentials", "CREDENTIALS_MISSING", /AWS credentials/, false],
  ["AWS token file missing", "CREDENTIALS_MISSING", /AWS credentials/, false],
  ["AWS says the token has expired", "CREDENTIALS_EXPIRED", /expired/, false],
  ["AWS refuses the keys", "CREDENTIALS_REFUSED", /UnrecognizedClientException/, false],
  ["AWS denies a permission", "CREDENTIALS_REFUSED", /AccessDeniedException/, false],
]

test.each<[said: string, code: string, message: string]>([
  [
    "Set a value for Key with `sst secret set",
    "SECRETS_MISSING",
    "The stage has no value for the secret Key.",
  ],
  [
    "✕  Failed to build sst.config.ts \n   - it is wrong  \nmore",
    "SST_CONFIG_INVALID",
    "Failed to build sst.config.ts: it is wrong.",
  ],
  ["ExpiredToken: it is over", "CREDENTIALS_EXPIRED", "The AWS credentials have expired."],
  ["not authorized to perform s3:Put", "CREDENTIALS_REFUSED", "The credentials lack a permission: s3:Put."],
  ["api error AccessDenied: no", "CREDENTIALS_REFUSED", "The credentials lack a permission: AccessDenied."],
  ["Could not install aws \nit failed", "DOWNLOAD_FAILED", "SST could not download aws: it failed."],
  [
    "error: failed to resolve the aws package",
    "DOWNLOAD_FAILED",
    "SST could not install its platform's packages.",
  ],
  [
    `err="invalid character '<' looking for a value"`,
    "SST_STATE_UNREADABLE",
    "SST cannot read its state or its lock: invalid character '<' looking for a value.",
  ],
  ["✕  Stage not found", "SST_CONFIG_INVALID", "SST does not know the stage."],
  ["There was a problem running build it", "BUILD_FAILED", "There was a problem running build it"],
  ["Build failed with 2 errors", "BUILD_FAILED", "Build failed with 2 errors"],
  ["update canceled", "INTERRUPTED", "SST was interrupted."],
  ["✕  Interrupted  ", "INTERRUPTED", "SST was interrupted."],
  // what only holds such words
  ...["x ✕  Failed to build sst.config.ts\n   - a", "x ✕  Could not find sst.config.ts"].map(unknown),
  ...["x ✕  Could not find stage", "x ✕  Stage not found", "the update canceled", "update canceled it"].map(
    unknown,
  ),
  ...["x ✕  Interrupted", "✕  Interrupted by it"].map(unknown),
])("%j is known as %s", (stderr, code, message) => {
  const { reason } = classify(answer({ stdout: "begun", stderr })) as { reason: Reason }
  expect([reason.code, reason.message]).toEqual([code, message])
})

function unknown(said: string): [string, string, string] {
  return [said, "DEPLOY_FAILED", "sst deploy ended with exit code 1."]
}

test("a secret that is missing comes with the command that sets it", () => {
  const stdout = "Set a value for Key with `sst secret set"
  expect(classify(answer({ stdout }))).toMatchObject({
    reason: { fix: "Set it: `secrets-set --stage STAGE --tag TAG --name Key`; then deploy again." },
  })
})

test("a report keeps what was said, and neither greetings nor where something was called from", () => {
  const noise = [
    ...["SST 4.17.1 ready!", "➜  App:        shop", "   Stage:      production", "~  Deploy", "}"],
    ...["    at run (it.ts:12)", "  promise: Promise {", "  secretName: Key"],
  ]
  const said = [
    ...["look at it.ts:12", "a promise: Promise {", "the secretName: Key", "a }", "} else"],
    ...["the SST 4.17.1 ready!", "x ➜  App: y", "x   Stage: y", "a ~  b"],
  ]
  expect(classify(answer({ stderr: [...noise, ...said].join("\n") }))).toMatchObject({ log: said })
})

describe("what the real SST answered", () => {
  test.each(FAILURES)("%s", (name, code, message, changed) => {
    expect(classify(recorded(name))).toMatchObject({
      kind: "failed",
      reason: { code, message: expect.stringMatching(message) },
      changed,
    })
  })

  test.each(["success", "success, nothing changed"])("%s is complete", (name) => {
    expect(classify(recorded(name))).toEqual({ kind: "complete", app: "probe" })
  })

  test("locked is told apart, with the app whose lock it is", () => {
    expect(classify(recorded("locked"))).toMatchObject({ kind: "locked", app: "probe" })
  })

  test("no recorded deploy is left out of these tests", () => {
    const deploys = RECORDED.answers.filter(({ argv }) => argv[1] === "deploy").map(({ name }) => name)
    const tested = [...FAILURES.map(([name]) => name), "success", "success, nothing changed", "locked"]
    expect(deploys.filter((name) => !tested.includes(name))).toEqual([])
  })
})

/** Texts that no test can provoke without a cloud; `source` says where each stands. */
const ELSEWHERE: [source: string, text: string, code: string, message: RegExp][] = [
  [
    "strings of the binary sst 4.17.1",
    "Detected AWS provider upgrade from v6 to v7\nA one-time state migration is required before you can deploy.\n",
    "MIGRATION_OF_STATE_NEEDED",
    /from AWS provider v6 to v7/,
  ],
  [
    "AWS SDK for Go v2, strings of the binary sst 4.17.1",
    "✕  aws: operation error SSM: GetParameter, failed to resolve service endpoint, endpoint rule error, Invalid Configuration: Missing Region\n",
    "REGION_INVALID",
    /No AWS region/,
  ],
  [
    "platform source of sst 4.17.1, base-static-site.ts",
    `${BEGUN}✕  Failed    \n\nNo build output found at "/app/web/dist".\n`,
    "BUILD_FAILED",
    /No build output found at "\/app\/web\/dist"/,
  ],
  [
    "SST without a network, observed 2026-11-23",
    "✕  failed to run /home/.config/sst/bin/bun install: exit status 1 ConnectionRefused downloading package manifest\n",
    "DOWNLOAD_FAILED",
    /platform's packages/,
  ],
  [
    "IAM's documented wording",
    `${BEGUN}✕  Failed    \n\nUser: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: lambda:CreateFunction on resource: x\n`,
    "CREDENTIALS_REFUSED",
    /lambda:CreateFunction/,
  ],
  [
    "STS's documented wording",
    `${BEGUN}✕  Failed    \n\nThe security token included in the request is expired\n`,
    "CREDENTIALS_EXPIRED",
    /expired/,
  ],
  [
    "SST's Bun behind a proxy with an authority of its own, observed 2026-11-28",
    '✕  Unexpected error\n err="failed to run /home/bun install: exit status 1\\nerror: SELF_SIGNED_CERT_IN_CHAIN downloading package manifest"\n',
    "DOWNLOAD_FAILED",
    /does not trust the certificate of the package registry: SELF_SIGNED_CERT_IN_CHAIN/,
  ],
  ["sst since 4.5.7", `${BEGUN}✕  Interrupted    \n`, "INTERRUPTED", /SST was interrupted/],
  [
    "sst 4.17.1, seen with `sst secret list --fallback`",
    "✕  Could not find stage\n",
    "SST_CONFIG_INVALID",
    /stage/,
  ],
]

test.each(ELSEWHERE)("%s", (_source, stdout, code, message) => {
  expect(classify(answer({ stdout }))).toMatchObject({
    kind: "failed",
    reason: { code, message: expect.stringMatching(message) },
  })
})

describe("a failed deploy never counts as complete:", () => {
  const COMPLETE = `${BEGUN}✓  Complete    \n   api: https://x\n`
  test.each<[string, Partial<SstAnswer>, RegExp]>([
    [
      "exit code 0 and a failed text",
      { exitCode: 0, stdout: `${BEGUN}✕  Failed    \n` },
      /exit code 0.*"Failed"/,
    ],
    ["exit code 1 and a complete text", { exitCode: 1, stdout: COMPLETE }, /exit code 1.*"Complete"/],
    ["ended by a signal after a complete text", { exitCode: null, stdout: COMPLETE }, /signal.*"Complete"/],
    ["exit code 0 and nothing said", { exitCode: 0, stdout: "" }, /^sst deploy ended with exit code 0\.$/],
    ["exit code 0 before a verdict", { exitCode: 0, stdout: BEGUN }, /exit code 0/],
    ["complete, then failed", { exitCode: 0, stdout: `${COMPLETE}\n✕  Failed    \n` }, /"Failed"/],
    ["failed, then complete", { exitCode: 0, stdout: `${BEGUN}✕  Failed    \n\n${COMPLETE}` }, /exit code 0/],
    [
      "an error besides a complete text",
      { exitCode: 0, stdout: COMPLETE, stderr: "✕  Unexpected error\n" },
      /exit code 0/,
    ],
    [
      "an output that looks like a verdict",
      { exitCode: 0, stdout: `${BEGUN}   word: ✓  Complete\n` },
      /exit code 0/,
    ],
    [
      "the exit code of a panic",
      { exitCode: 2, stdout: BEGUN, stderr: "panic: fatal: a precondition\n" },
      /exit code 2/,
    ],
  ])("%s", (_name, fields, message) => {
    expect(classify(answer(fields))).toMatchObject({
      kind: "failed",
      reason: { code: "DEPLOY_FAILED", message: expect.stringMatching(message) },
      log: expect.any(Array),
    })
  })
})

describe("B1: that nothing was changed is believed only when SST itself said so, before its engine:", () => {
  const REFUSED = { stderr: "✕  AWS credentials are not configured\n" }
  const changedBy = (fields: Partial<SstAnswer>) => {
    const verdict = classify(answer(fields))
    return verdict.kind === "failed" ? verdict.changed : verdict.kind
  }

  test.each<[string, Partial<SstAnswer>]>([
    ["it did", REFUSED],
    ["an output looks like its engine's beginning", { ...REFUSED, stdout: "   word: ~  Deploy\n" }],
    ["it begins something else", { ...REFUSED, stdout: "~  Deploy of something\n" }],
    [
      "an output looks like a resource",
      { stdout: `${BEGUN}   word: |  Created     Api\n`, log: 'level=ERROR msg="x" err="unexpected EOF"' },
    ],
  ])("%s", (_name, fields) => expect(changedBy(fields)).toBe(false))

  test.each<[string, Partial<SstAnswer>]>([
    ["a signal ended it", { ...REFUSED, exitCode: null }],
    ["a signal ended its engine", { ...REFUSED, exitCode: 137 }],
    ["it says that all is well", { ...REFUSED, exitCode: 0 }],
    ["a part of what it printed is not known", { ...REFUSED, isWhole: false }],
    ["a signal ended its shell", { ...REFUSED, exitCode: 128 }],
    ["its engine had begun", { ...REFUSED, stdout: BEGUN }],
    ["its engine had begun, with blanks behind", { ...REFUSED, stdout: "~  Deploy    \nx" }],
    ["its engine had begun, and no more", { ...REFUSED, stdout: "~  Deploy" }],
    ["another tool says so", { stderr: "npm: ✕  AWS credentials are not configured\n" }],
    ["it said nothing", {}],
    [
      "credentials ended in the middle of the work",
      { stdout: `${BEGUN}|  Created     Api\n`, stderr: "failed to refresh cached credentials" },
    ],
    [
      "the connection broke in the middle of the work",
      { stdout: `${BEGUN}|  Updated     Api\n`, log: 'level=ERROR msg="x" err="unexpected EOF"' },
    ],
    ["the lock is told of a run that was killed", { stdout: "|  Locked      \n", exitCode: null }],
  ])("not where %s", (_name, fields) => expect(changedBy(fields)).toBe(true))
})

describe("the lines that are kept", () => {
  const linesOf = (fields: Partial<SstAnswer>): string[] => {
    const verdict = classify(answer(fields))
    return verdict.kind === "complete" ? [] : verdict.log
  }

  test("are the cause, without where it was called from", () => {
    expect(linesOf(recorded("throw in run()"))).toEqual(["✕  Failed", "Error: boom: the queue has no name"])
    expect(linesOf(recorded("missing secret"))).toEqual([
      "✕  Failed",
      "SecretMissingError: Set a value for AuthSecret with `sst secret set AuthSecret <value>`",
    ])
  })

  test("hold the quotes of what SST writes to its log", () => {
    const log = 'level=ERROR msg="x" err="the \\"queue\\" is gone"'
    expect(linesOf({ log })).toEqual(['the "queue" is gone'])
  })

  test("hold no output that looks like progress", () => {
    const stdout = `${BEGUN}✓  Complete    \n   key: a | canary\n   word: ✕ canary\n`
    expect(linesOf({ stdout })).toEqual(["✓  Complete"])
  })

  test("hold what SST only writes to its log", () => {
    expect(linesOf(recorded("no engine"))).toContain(
      "fork/exec /home/.config/sst/bin/pulumi: no such file or directory",
    )
  })

  test("never hold outputs, which may be secret and of several lines", () => {
    const stdout = `${BEGUN}|  Created     X\n✓  Complete    \n   key: canary\ncanary 2\n\n`
    expect(linesOf({ stdout })).toEqual(["|  Created     X", "✓  Complete"])
    expect(linesOf({ stdout: `${stdout}✕  Failed    \nwhy\n` })).toEqual(["✕  Failed", "why"])
  })

  test("are the last twenty of a failure that nobody knows", () => {
    const many = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`)
    expect(linesOf({ stdout: many.join("\n") })).toEqual(many.slice(-20))
  })
})

test("progress is shown up to the word of success, and outputs are not", () => {
  const mayShow = progressFilter()
  const shown = recorded("success")
    .stdout.split("\n")
    .filter((line) => mayShow(line))
  expect(shown.at(-1)?.trim()).toBe("✓  Complete")
  expect(shown).not.toContain("")
})

test("a success among other words ends no progress, and blank lines are none", () => {
  const mayShow = progressFilter()
  const lines = ["   ", "✓ one of two", "built ✓  web", "|  Created     Api", "✓  Complete", "   key: canary"]
  expect(lines.filter((line) => mayShow(line))).toEqual(lines.slice(1, 5))
})

test("marks among other words make no failure of a success", () => {
  const stdout = `${BEGUN}✓  Complete    \n   word: ✕  Failed\n`
  expect(classify(answer({ exitCode: 0, stdout, stderr: "npm: ✕ old\n" }))).toEqual({
    kind: "complete",
    app: null,
  })
})

test.each([
  ["➜  App:        probe    \n", "probe"],
  ["➜  App:        probe of another\n", null],
  ["   word: ➜  App:        probe\n", null],
])("%j names the app %j", (line, app) => {
  expect(classify(answer({ stdout: `${line}|  Locked      \n` }))).toMatchObject({ kind: "locked", app })
})

test("an output that looks like a lock is none", () => {
  expect(classify(answer({ stdout: "   word: |  Locked      \n" })).kind).toBe("failed")
})

test("progress of a failed deploy is shown to its end", () => {
  const mayShow = progressFilter()
  const shown = recorded("component downgrade")
    .stdout.split("\n")
    .filter((line) => mayShow(line))
  expect(shown.at(-1)).toMatch(/recreate this component/)
})

test("the app's name is what SST shows, or unknown", () => {
  expect(classify(recorded("locked"))).toMatchObject({ kind: "locked", app: "probe" })
  expect(classify(answer({ stdout: "|  Locked      \n" }))).toMatchObject({
    kind: "locked",
    app: null,
  })
})

const step = (op: string, name = "Api") => ({ op, type: "aws:lambda/function:Function", name })

describe("the changes of an sst diff", () => {
  test("leave out what stays as it is", () => {
    const steps = [step("same"), step("read"), step("refresh"), step("update"), step("delete", "Old")]
    expect(changesOf({ steps })).toEqual({ kind: "known", value: [step("update"), step("delete", "Old")] })
  })

  test("name a replacement once, in however many steps it is made", () => {
    const steps = ["create-replacement", "replace", "delete-replaced", "discard-replaced"].map((op) =>
      step(op),
    )
    expect(changesOf({ steps })).toEqual({ kind: "known", value: [step("replace")] })
    expect(changesOf({ steps: [...steps, step("replace", "Other")] })).toMatchObject({
      value: [{ name: "Api" }, { name: "Other" }],
    })
  })

  test("are not to be had where SST failed or said something else", () => {
    expect(changesOf({ error: "no" })).toEqual({ kind: "unavailable", message: "no" })
    for (const result of [null, {}, { steps: [{ op: "create" }] }]) {
      expect(changesOf(result)).toEqual({
        kind: "unavailable",
        message: "The answer of sst diff cannot be read.",
      })
    }
  })
})
