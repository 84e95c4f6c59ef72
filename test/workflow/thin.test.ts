import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ROOT } from "../helpers/cli.ts"
import { deploy, type Job, type Step } from "./workflows.ts"

const jobs = Object.entries(deploy.jobs)
const steps = jobs.flatMap(([id, { steps: all }]) => all.map((step) => [id, nameOf(step), step] as const))
const scripts = steps.filter(([, , { run }]) => run !== undefined)

function nameOf({ name, uses, run }: Step): string {
  return name ?? uses ?? run ?? ""
}

describe("the workflow supplies what only GitHub has", () => {
  test.each(steps)("%s: %s is a checkout, the CLI, a dagger call or its summary", (_, __, step) => {
    const { uses, run } = step
    if (uses !== undefined) {
      expect(uses).toMatch(/^(actions\/checkout@[0-9a-f]{40}|\.\/\.github\/actions\/dagger-cli$)/)
      return
    }
    expect((run as string).match(/\bdagger\b/g)).toEqual(["dagger"])
    expect(run).toMatch(/^dagger call /)
  })

  test.each(scripts)("%s: %s has nothing interpolated into it", (_, __, { run }) => {
    expect(run).not.toContain("${{")
  })

  test.each(scripts)("%s: %s quotes every variable", (_, __, { run }) => {
    const unquoted = (run as string).replace(/"[^"]*"/g, "").match(/\$\w+/g)
    expect(unquoted).toBeNull()
  })

  test.each(jobs)(
    "%s checks out history and tags, and keeps no token in the checkout",
    (_, { steps: all }) => {
      expect(all[0]?.with).toEqual({ "fetch-depth": 0, "persist-credentials": false })
    },
  )
})

describe("permissions", () => {
  test("are none for the workflow", () => expect(deploy.permissions).toEqual({}))

  test.each(jobs)("of %s are no more than it uses", (id, { permissions }) => {
    const deploys = id !== "plan"
    expect(permissions).toEqual({
      contents: deploys ? "write" : "read",
      ...(deploys ? { "id-token": "write" } : {}),
      checks: "read",
      statuses: "read",
      issues: "read",
      actions: "read",
    })
  })
})

describe("a stage's runs", () => {
  const deploying = jobs.filter(([id]) => id !== "plan")

  test.each(jobs)(
    "of %s wait for each other, are never cancelled and never dropped",
    (_, { concurrency }) => {
      expect(concurrency).toMatchObject({ "cancel-in-progress": false, queue: "max" })
    },
  )

  test("share one group per stage, whatever starts them", () => {
    const groups = deploying.map(([, { concurrency }]) => concurrency?.group)
    expect(groups).toEqual(["deploy-staging", "deploy-${{ inputs.stage }}"])
  })

  test.each(deploying)("of %s are bound to its environment", (_, { environment }) => {
    expect(["staging", "${{ inputs.stage }}"]).toContain(environment)
  })

  test.each(jobs)("of %s end in time", (_, job: Job) => {
    expect(job["timeout-minutes"]).toBeGreaterThan(0)
  })

  // one job, because each job of a reviewed environment asks its reviewers again, at night too
  test("need one approval: the rollback runs in the job that was approved", () => {
    const approved = jobs.filter(([, { environment }]) => environment === "${{ inputs.stage }}")
    expect(approved.map(([id]) => id)).toEqual(["dispatch"])
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

  test.each(scripts)("%s: %s has functions and flags that the module has", (_, __, { run }) => {
    const words = (run as string).replace(/\\\n/g, " ").split(/[|>]/)[0]?.trim().split(/\s+/).slice(2) ?? []
    const at = words.findIndex((word) => !word.startsWith("--"))
    const called = (words[at] as string).replace('"deploy-$STAGE"', "deploy-production")
    const method = Object.entries(main?.methods ?? {}).find(([name]) => kebab(name) === called)?.[1]
    const nameOfFlag = (word: string) => word.replace(/=.*$/s, "")
    expect(flagsOf(main?.constructor.arguments)).toEqual(
      expect.arrayContaining(words.slice(0, at).map(nameOfFlag)),
    )
    expect(method, called).toBeDefined()
    expect(flagsOf(method?.arguments)).toEqual(expect.arrayContaining(words.slice(at + 1).map(nameOfFlag)))
  })
})
