import { describe, expect, test } from "vitest"
import { PipelineError } from "../../src/core/errors.ts"
import { type Invocation, parseCommandLine } from "../../src/host/arguments.ts"
import { helpText } from "../../src/host/help.ts"

const typed = async () => "canary"

/** Command lines that cannot be understood, and every problem that must be named. */
const WRONG: [args: string[], problems: string[]][] = [
  [["deploy-staging"], ["--tag: is required by deploy-staging"]],
  [["deploy-staging", "--tag"], ["--tag: needs a value"]],
  [["deploy-staging", "--tag", "--reason", "x"], ["--tag: needs a value"]],
  [["deploy-staging", "--tag", "--help"], ["--tag: needs a value"]],
  [["deploy-staging", "--tag", "-x"], ["--tag: needs a value"]],
  [["deploy-staging", "--tag", "v1.0.0", "--reason", "-h"], ["--reason: needs a value"]],
  [["deploy-staging", "--tag="], ["--tag: must not be empty"]],
  [
    ["unfreeze", "--stage", "production", "--reason", "WHY"],
    ["--reason: must say why: WHY stands for words of your own"],
  ],
  [
    ["deploy-staging", "--tag", "v1.0.0", "--waive", "ci=WHY"],
    ["--waive: must say why: WHY stands for words of your own"],
  ],
  [["deploy-staging", "--tag", "v1.0.0", "--tag", "v1.0.1"], ["--tag: is given twice"]],
  [["deploy"], ['command: there is no "deploy"; did you mean deploy-staging or deploy-production?']],
  [["depoly-staging"], ['command: there is no "depoly-staging"; did you mean deploy-staging?']],
  [["help", "rolback"], ['command: there is no "rolback"; did you mean rollback?']],
  [
    ["deploy", "--stage", "mars", "--wait", "soon"],
    ['command: there is no "deploy"', "--stage: must be", "--wait: must be"],
  ],
  [["--format", "json"], ["command: is missing"]],
  [["status", "--loudly"], ["--loudly: is not a known option"]],
  [["--loudly", "status"], ["--loudly: is not a known option"]],
  [["status", "--quiet", "--verbose"], ["--quiet: cannot go together with --verbose"]],
  [["status", "--quiet=no"], ["--quiet: is a switch and takes no value"]],
  [["smoke", "--stag=staging"], ["--stag: is not a known option; did you mean --stage?"]],
  [["status", "-v"], ["-v: is not a known option"]],
  [["status", "--Format", "json"], ["--Format: is not a known option"]],
  [["dora", "--stage", "staging"], ["--stage: is not an option of dora"]],
  [["status", "now"], ['"now": is an unexpected argument']],
  [["status", "--repo", ""], ["--repo: must not be empty"]],
  [["history", "--stage", "Production"], ["--stage: must be one of: staging, production"]],
  [["history", "--limit", "0"], ["--limit: must be a whole number from 1 to 9999"]],
  [["history", "--limit", "1e3"], ["--limit: must be a whole number from 1 to 9999"]],
  [["rollback", "--stage", "production", "--wait", "soon"], ["--wait: must be a number, 0 or more"]],
  [["rollback", "--stage", "production", "--wait=-1"], ["--wait: must be a number, 0 or more"]],
  [
    ["rollback", "--stage", "production", "--wait", "-1"],
    ['--wait: needs a value (one that begins with "-" is written --wait=VALUE)'],
  ],
  [["next-version", "--bump", "huge"], ["--bump: must be one of: auto, patch, minor, major"]],
  // D1: no command changes a stage that was not named
  [["rollback"], ["--stage: is required by rollback"]],
  [["unlock", "--reason", "why"], ["--stage: is required by unlock"]],
  [["unfreeze", "--reason", "why"], ["--stage: is required by unfreeze"]],
  [["secrets-set", "--name", "A", "--tag", "v1.0.0"], ["--stage: is required by secrets-set"]],
  [["unfreeze", "--stage", "production", "--reason", "  "], ["--reason: must not be empty"]],
  [["status", "--format", "xml"], ["--format: must be one of: text, markdown, json"]],
  [
    [
      "history",
      "--stage",
      "mars",
      "--limit",
      "many",
      "--format",
      "xml",
      "--wait",
      "1",
      "--colour",
      "red",
      "extra",
    ],
    [
      "--stage: must be",
      "--limit: must be",
      "--format: must be",
      "--wait: is not an option of history",
      "--colour: is not a known option",
      '"extra": is an unexpected argument',
    ],
  ],
]

const problemsOf = async (args: readonly string[]): Promise<string[]> => {
  const refused: unknown = await parseCommandLine(args, "/here", typed).catch((error: unknown) => error)
  if (!(refused instanceof PipelineError)) return [`is understood: ${JSON.stringify(refused)}`]
  expect(refused).toMatchObject({ kind: "usage", reason: { code: "USAGE" } })
  return refused.problems.map(({ path, message }) => `${path}: ${message}`)
}

describe("a command line that cannot be understood", () => {
  test.each(WRONG)("%j", async (args, problems) => {
    const named = await problemsOf(args)
    expect(named).toHaveLength(problems.length)
    for (const problem of problems) expect(named).toContainEqual(expect.stringContaining(problem))
  })
})

test.each([
  [["smoke", "--stage", "prod"], "See `smoke --help`."],
  [["smok"], "See `release-pipeline --help`."],
  [["rollback"], "See `rollback --help`. Its form: `rollback --stage STAGE`."],
  [["unfreeze"], "See `unfreeze --help`. Its form: `unfreeze --reason 'WHY' --stage STAGE`."],
  [
    ["secrets-set", "--value", "x"],
    "See `secrets-set --help`. Its form: `secrets-set --name NAME --tag TAG --stage STAGE`.",
  ],
])("%j: the fix names the help that has the answer", async (args, fix) => {
  await expect(parseCommandLine(args, "/here", typed)).rejects.toMatchObject({ reason: { fix } })
})

describe("a word that is no command", () => {
  test.each([
    ["depoly-staging", "deploy-staging"],
    ["rolback", "rollback"],
    ["adpot", "adopt"],
    ["smoek", "smoke"],
    ["stat", "status"],
    ["lock", "unlock"],
    ["sec", "secrets or secrets-set"],
  ])("%s: perhaps %s", async (word, meant) => {
    expect(await problemsOf([word])).toEqual([
      `command: there is no ${JSON.stringify(word)}; did you mean ${meant}?`,
    ])
  })

  // a short word has little to tell by, and what is far away is no help
  test.each(["x", "ls", "up", "undo", "tag", "list", "-"])("%s: nothing is meant", async (word) => {
    expect((await problemsOf([word])).join()).not.toContain("did you mean")
  })

  test("an option is meant only among the command's own", async () => {
    expect(await problemsOf(["rollback", "--stag", "production"])).toContainEqual(
      "--stag: is not a known option; did you mean --stage?",
    )
    const short = (await problemsOf(["rollback", "--t", "v1", "--stage", "production"])).join()
    expect(short).toBe("--t: is not a known option")
  })
})

describe("a command line that can be understood", () => {
  const understood: [args: string[], expected: object][] = [
    [["status"], { command: "status", repo: "/here", format: "text", verbosity: "normal", values: {} }],
    [["status", "--quiet"], { verbosity: "quiet" }],
    [["--verbose", "status"], { command: "status", verbosity: "verbose" }],
    [["--format=json", "status", "--repo", "../there"], { repo: "/there", format: "json" }],
    [["--", "history", "--limit", "7"], { command: "history", values: { stage: "production", limit: 7 } }],
    [["rollback", "--stage", "production", "--wait=0.5"], { values: { wait: 0.5, reason: null, to: null } }],
    [["deploy-staging", "--tag=-x", "--verify"], { values: { tag: "-x", verify: true, waive: null } }],
    [
      ["deploy-staging", "--tag", "v1", "--waive", "ci=a, b", "--waive=lock=c"],
      { values: { waive: "ci=a, b\nlock=c" } },
    ],
    [["unfreeze", "--stage", "staging", "--reason", "a=b"], { values: { reason: "a=b" } }],
    [
      ["setup", "--repository", "o/n", "--account", "1", "--only", "staging"],
      { values: { only: "staging", apply: false } },
    ],
  ]
  test.each(understood)("%j", async (args, expected) => {
    expect(await parseCommandLine(args, "/here", typed)).toMatchObject({ kind: "run", ...expected })
  })

  test("secrets-set reads its value from standard input, not from an argument", async () => {
    const args = ["secrets-set", "--stage", "production", "--name", "AuthSecret", "--tag", "v1.0.0"]
    const { values } = (await parseCommandLine(args, "/here", typed)) as Extract<Invocation, { kind: "run" }>
    expect(values).toMatchObject({ name: "AuthSecret", value: { plaintext: typed } })
    expect(await problemsOf([...args, "--value", "canary"])).toEqual([
      "--value: is an option on an engine only: here the value comes from standard input, or is asked for",
    ])
  })

  test.each<[args: string[], expected: Invocation]>([
    [[], { kind: "help", command: null }],
    [["-h"], { kind: "help", command: null }],
    [["help"], { kind: "help", command: null }],
    [["help", "plan"], { kind: "help", command: "plan" }],
    [["plan", "--nonsense", "--help"], { kind: "help", command: "plan" }],
    [["--version"], { kind: "version" }],
  ])("%j asks for a text", async (args, expected) => {
    expect(await parseCommandLine(args, "/here", typed)).toEqual(expected)
  })
})

test("the help of a command names each choice once", () => {
  expect(helpText("history").match(/rolled-back/g)).toHaveLength(2) // and in an example
  expect(helpText("status")).toContain("markdown")
})
