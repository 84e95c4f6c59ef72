import { describe, expect, test } from "vitest"
import { parseConfig } from "../../../src/core/config/parse.ts"
import type { Config } from "../../../src/core/config/schema.ts"
import { PipelineError } from "../../../src/core/errors.ts"
import { readSetupRequest, type SetupRequest, sessionSecondsOf } from "../../../src/core/setup/setup.ts"
import { configOf } from "../../helpers/shop.ts"
import { sample } from "../config/samples.ts"
import { REQUEST, targetOf } from "./samples.ts"

function problemsOf(request: Partial<SetupRequest>, config = configOf()): string[] {
  try {
    readSetupRequest({ ...REQUEST, ...request }, config)
    return []
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    return error.problems.map(({ path, message }) => `${path} ${message}`)
  }
}

describe("what is asked for", () => {
  test("is read, names once", () => {
    expect(targetOf({ reviewers: " ana, octo-org/release,ana " })).toMatchObject({
      owner: "octo-org",
      repository: "shop",
      account: "123456789012",
      reviewers: ["ana", "octo-org/release"],
      mainBranch: "main",
      tagPrefix: "v",
      ledgerRemote: "origin",
      stages: [
        { stage: "staging", role: { name: "deploy-shop-staging", ids: { owner: "42", repository: "4711" } } },
        { stage: "production", role: { name: "deploy-shop-production", region: "eu-central-1" } },
      ],
    })
  })

  test("is refused whole, every problem at once and each once", () => {
    expect(
      problemsOf({ repository: "octo/shop/x", account: "12", reviewers: "$(id),a b,1,2,3,4,5" }),
    ).toEqual([
      '--reviewer "$(id)" is neither a login nor org/team',
      '--reviewer "a b" is neither a login nor org/team',
      "--reviewer GitHub allows at most 6",
      expect.stringMatching(/^--repository /),
      expect.stringMatching(/^--account /),
    ])
  })

  test("names as many reviewers as GitHub allows", () => {
    expect(problemsOf({ reviewers: "a,b,c,d,e,f" })).toEqual([])
  })

  test("knows two stages", () => {
    expect(problemsOf({ only: "test" })).toEqual(["--only must be one of: staging, production"])
    expect(() => targetOf({ only: "test" })).toThrow("This cannot be set up.")
    expect(targetOf({ only: "production" }).stages.map(({ stage }) => stage)).toEqual(["production"])
  })

  test("hides no defect of its own", () => {
    const broken = new Proxy(configOf(), {
      get: () => {
        throw new RangeError("broken")
      },
    })
    expect(() => problemsOf({}, broken)).toThrow(RangeError)
  })
})

describe("a session of a role", () => {
  const withDeploy = (timeoutSeconds: number): Config =>
    configOf({
      deployer: { kind: "command", deploy: ["deploy"], outputs: "outputs.json", timeoutSeconds },
    })

  test.each([
    ["is an hour at least", withDeploy(60), 3600],
    ["holds what a phase asks for", withDeploy(7200), 7500],
    ["is twelve hours at most", withDeploy(80_000), 43_200],
    ["counts a sandbox's deploy for nothing", parseConfig(JSON.stringify(sample())), 3600],
  ])("%s", (_case, config, seconds) => {
    expect(sessionSecondsOf(config)).toBe(seconds)
  })
})
