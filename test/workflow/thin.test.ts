import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { countChecks } from "../../src/core/gates/gate.ts"
import { callerWorkflow } from "../../src/core/init/propose.ts"
import { ROOT } from "../helpers/cli.ts"
import { checkNamed } from "../helpers/fake-code-host.ts"
import { caller, type Facts, fill, type Job, pipeline, type Step } from "./workflows.ts"

const jobs = Object.entries(pipeline.jobs)
const steps = jobs.flatMap(([id, { steps: all }]) => all.map((step) => [id, nameOf(step), step] as const))
const scripts = steps.filter(([, , { run }]) => run !== undefined)
const lines = (name: string) =>
  readFileSync(join(ROOT, ".github/workflows", name), "utf8")
    .trimEnd()
    .split("\n").length

function nameOf({ name, uses, run }: Step): string {
  return name ?? uses ?? run ?? ""
}

const dispatch = (inputs: Record<string, string>): Facts => ({
  contexts: { inputs, github: { event_name: "workflow_dispatch", event: { inputs }, ref_name: "main" } },
})
const push: Facts = {
  contexts: { inputs: {}, github: { event_name: "push", event: {}, ref_name: "v1.2.3" } },
}

test("what a repository has is at most 30 lines, and the jobs are at most 120", () => {
  expect(lines("deploy.yml")).toBeLessThanOrEqual(30)
  expect(lines("pipeline.yml")).toBeLessThanOrEqual(120)
})

describe("what a repository has", () => {
  test("is one call with no more permissions than the jobs need, and every one that they do", () => {
    const [call, ...more] = Object.values(caller.jobs)
    expect(more).toEqual([])
    expect(caller.permissions).toEqual({})
    const needed = Object.assign({}, ...jobs.map(([, { permissions }]) => permissions))
    // a called workflow sees no secret that its caller does not hand on, not even one of the environment of its own job
    const declared = Object.keys(pipeline.on.workflow_call?.secrets ?? {})
    const secrets = Object.fromEntries(declared.map((name) => [name, `\${{ secrets.${name} }}`]))
    expect(call).toEqual({
      name: "Release",
      uses: "./.github/workflows/pipeline.yml",
      permissions: needed,
      secrets,
    })
  })

  test("asks for what the jobs read, and for nothing else", () => {
    const text = readFileSync(join(ROOT, ".github/workflows/pipeline.yml"), "utf8")
    const read = new Set([...text.matchAll(/github\.event\.inputs\.([\w-]+)/g)].map(([, name]) => name))
    expect([...read].toSorted()).toEqual(Object.keys(caller.on.workflow_dispatch?.inputs ?? {}).toSorted())
  })

  test.each<[string, Facts, string]>([
    ["a tag that is pushed", push, "deploy staging v1.2.3"],
    [
      "a deploy",
      dispatch({ action: "deploy", stage: "production", tag: "v1.2.3" }),
      "deploy production v1.2.3",
    ],
    ["a rollback", dispatch({ action: "rollback", stage: "production", tag: "" }), "rollback production "],
  ])("names the run of %s", (_, facts, name) => {
    expect(fill(caller["run-name"] as string, facts)).toBe(name)
  })

  test("is for any prefix, pinned by a commit", () => {
    const uses = "acme/release-pipeline/.github/workflows/pipeline.yml@0123abc # v1.2.3"
    const text = callerWorkflow(uses, 'shop"[x]*')
    expect(text).toContain(`    uses: ${uses}\n`)
    expect(text).toContain(String.raw`tags: ["shop\"\\[x\\]\\**"]`)
    expect(callerWorkflow("./.github/workflows/pipeline.yml", "v")).toBe(
      readFileSync(join(ROOT, ".github/workflows/deploy.yml"), "utf8"),
    )
  })
})

describe("the jobs supply what only GitHub has", () => {
  test.each(steps)("%s: %s is a checkout, the CLI, a call or its report", (_, name, { uses, run }) => {
    if (uses !== undefined) {
      expect(uses).toMatch(/^(actions\/checkout|dagger\/dagger-for-github)@[0-9a-f]{40}$/)
      return
    }
    expect(["Plan", "Call", "Report"]).toContain(name)
    expect((run as string).match(/\bdagger\b/g)?.length ?? 0).toBeLessThanOrEqual(1)
  })

  test.each(jobs)("%s makes one call, and reports in one step", (_, { steps: all }) => {
    const names = all.flatMap(({ name }) => name ?? [])
    expect(names).toEqual([expect.stringMatching(/^(Plan|Call)$/), "Report"])
  })

  test.each(jobs)(
    "%s only installs the CLI by Dagger's action, and keeps no token in the checkout",
    (_, job) => {
      expect(job.steps[0]?.with).toEqual({ "fetch-depth": 0, "persist-credentials": false })
      expect(Object.keys(job.steps[1]?.with ?? {})).toEqual(["version"])
    },
  )

  test.each(scripts)(
    "%s: %s has nothing interpolated into it, and quotes every variable",
    (_, __, { run }) => {
      expect(run).not.toContain("${{")
      // a flag that is there or not there is the one thing that may become no word at all
      const text = (run as string).replace(/\$\{\w+:\+--[\w=:/-]+\}/g, "").replace(/'[^']*'/g, "")
      expect(
        text
          .replace(/"[^"]*"/g, "")
          .match(/\$[\w@{(]+/g)
          ?.filter((it) => it !== '$"') ?? [],
      ).toEqual([])
    },
  )

  test("prints the report and not the records", () => {
    for (const [, , { run }] of scripts) {
      for (const [call] of (run as string).matchAll(/dagger .*/g))
        expect(call).toMatch(/^dagger --silent -m /)
    }
  })
})

describe("permissions", () => {
  test("are none for the workflow", () => expect(pipeline.permissions).toEqual({}))

  test.each(jobs)("of %s are no more than it uses", (id, { permissions }) => {
    expect(permissions).toEqual({
      ...(id === "plan" ? { contents: "read" } : { contents: "write", deployments: "write" }),
      ...{ "id-token": "write", checks: "read", statuses: "read", issues: "read", actions: "read" },
    })
  })
})

describe("a stage's job", () => {
  const { stage, plan } = pipeline.jobs as { stage: Job; plan: Job }

  test("is bound to the stage's environment, which makes no deployment of the workflow's own commit", () => {
    expect(stage.environment).toMatchObject({ deployment: false })
    const name = stage.environment?.name as string
    expect(fill(name, push)).toBe("staging")
    expect(fill(name, dispatch({ stage: "production" }))).toBe("production")
    expect(plan.environment).toBeUndefined()
  })

  test.each(jobs)("like %s ends in time", (_, job) => {
    expect(job["timeout-minutes"]).toBeGreaterThan(0)
  })

  test("has a name by which it does not count as a check, and so has the plan's", () => {
    const names = [push, dispatch({ stage: "production" })].map((facts) => fill(stage.name as string, facts))
    const seen = [...names, plan.name as string].map((name) => checkNamed(`Release / ${name}`, "failure"))
    expect(countChecks([...seen, checkNamed("test")], { required: [], ignore: [] }).checks).toEqual([
      checkNamed("test"),
    ])
  })
})

// Dagger refuses what it does not know, but only at night.
describe("what is called", () => {
  interface Api {
    objects: Record<
      string,
      { constructor: { arguments: Arguments }; methods: Record<string, { arguments: Arguments }> }
    >
  }
  type Arguments = Record<string, unknown>
  const api: Api = JSON.parse(readFileSync(join(ROOT, "schema/api.json"), "utf8"))
  const [main] = Object.values(api.objects)
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const flagsOf = (given: Arguments | undefined) => Object.keys(given ?? {}).map((name) => `--${kebab(name)}`)
  const flagsIn = (text: string) => text.match(/--[a-z][\w-]*/g) ?? []
  const methodOf = (name: string) =>
    Object.entries(main?.methods ?? {}).find(([method]) => kebab(method) === name)?.[1]
  const call = pipeline.jobs.stage?.steps.find(({ name }) => name === "Call")?.run as string
  const actions = caller.on.workflow_dispatch?.inputs?.action?.options ?? []

  test.each(actions)("%s has a function with the flags that it is given", (action) => {
    const branch = call
      .split("\n")
      .find((line) => new RegExp(`^\\s*(\\w+ \\| )*${action}( \\| \\w+)*\\)`).test(line))
    expect(branch, action).toBeDefined()
    const from = call.indexOf(branch as string)
    const text = call.slice(from, call.indexOf(";;", from))
    const method = methodOf(action === "deploy" ? "deploy-production" : action)
    expect(flagsOf(method?.arguments), action).toEqual(expect.arrayContaining([...flagsIn(text), "--reason"]))
  })

  test("the module takes what every call is given", () => {
    const start = call.slice(call.indexOf("--actor"), call.indexOf('"$@"'))
    expect(flagsOf(main?.constructor.arguments)).toEqual(expect.arrayContaining(flagsIn(start)))
  })

  test.each(scripts.filter(([, name]) => name !== "Call"))(
    "%s: %s has flags that exist",
    (_, __, { run }) => {
      const [before = "", name = "", after = ""] =
        (run as string).split(/dagger --silent -m "\$MODULE" call/)[1]?.split(/\b(plan|report) (?=--)/) ?? []
      if (name === "") return
      expect(flagsOf(main?.constructor.arguments)).toEqual(expect.arrayContaining(flagsIn(before)))
      expect(flagsOf(methodOf(name)?.arguments)).toEqual(expect.arrayContaining(flagsIn(after)))
    },
  )
})
