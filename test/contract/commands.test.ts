// Dagger wants typed signatures, so the module's functions repeat the command table: this holds both equal.
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import type { Workspace } from "@dagger.io/dagger"
import { describe, expect, test, vi } from "vitest"
import { ReleasePipeline } from "../../dagger/src/index.ts"
import type { Api, ApiArgument } from "../../scripts/generate/schemas.ts"
import { formatsOf, kebab, type OptionSpec, readValues, specOf } from "../../src/commands.ts"
import { COMMANDS } from "../../src/core/report/commands.ts"
import { FORMATS, PAGE_FORMATS } from "../../src/core/report/render.ts"

const { call, workbench, serve } = vi.hoisted(() => ({
  call: vi.fn(async () => "report"),
  workbench: vi.fn(async () => "container"),
  serve: vi.fn(async () => "service"),
}))
vi.mock("../../dagger/pipeline.js", () => ({ call, workbench, serve }))

const root = resolve(import.meta.dirname, "../..")
const api: Api = JSON.parse(readFileSync(resolve(root, "schema/api.json"), "utf8"))
const [main] = Object.values(api.objects) as [Api["objects"][string]]
const functions = new Map(Object.entries(main.methods).map(([name, one]) => [kebab(name), one]))

const onEngine = COMMANDS.filter((name) => !specOf(name).hostOnly)
const oneLine = (text: string) => text.replace(/\s+/g, " ")

test("the module has a function for each command that an engine can run", () => {
  expect([...functions.keys()].toSorted()).toEqual(onEngine.toSorted())
})

describe.each(onEngine)("%s", (name) => {
  const { summary, details, options, gives, pages } = specOf(name)
  const {
    description,
    arguments: given,
    returnType,
  } = functions.get(name) as (typeof main)["methods"][string]
  const own = Object.values(given).filter((argument) => !["calledFrom", "format"].includes(argument.name))

  test("has the help of the table, the summary alone in the first line", () => {
    const [first, ...rest] = description.split("\n\n")
    expect([first, ...rest.map(oneLine)]).toEqual(details === undefined ? [summary] : [summary, details])
    expect(summary).toMatch(/^[A-Z].*[.]$/)
  })

  test("has the options of the table: names, order, kinds, defaults, help", () => {
    const expected = Object.entries(options).map(([option, spec]) => ({ name: option, ...ofTable(spec) }))
    expect(own.map((argument) => ({ name: argument.name, ...ofApi(argument) }))).toEqual(
      expect.arrayContaining(expected),
    )
    expect(own).toHaveLength(expected.length)
    const format = { type: { name: pages ? "PageFormat" : "Format" }, defaultValue: "text" }
    expect(formatsOf(name)).toEqual(pages ? PAGE_FORMATS : FORMATS)
    if (gives === undefined) expect(given.format).toMatchObject(format)
    else expect(given.format).toBeUndefined()
    expect(returnType.name ?? returnType.kind).toBe(gives ?? "STRING_KIND")
  })

  test("hands each argument on under its name", async () => {
    const module = new ReleasePipeline()
    const values = Object.values(given).map((argument, index) => `${index} ${argument.name}`)
    const method = Object.entries(main.methods).find(([one]) => kebab(one) === name)?.[0] as string
    const functionOf = module as unknown as Record<string, (...values: string[]) => Promise<string>>
    expect(await functionOf[method]?.(...values)).toBe(gives === undefined ? "report" : gives.toLowerCase())
    const { calledFrom, ...named } = Object.fromEntries(
      Object.keys(given).map((argument, index) => [argument, values[index]]),
    )
    const own = { workbench, serve }[name as string]
    if (own === undefined) expect(call).toHaveBeenLastCalledWith(name, module, calledFrom, named)
    else expect(own).toHaveBeenLastCalledWith(module, calledFrom, named)
  })
})

test("the module hands on what it was constructed with", async () => {
  const names = Object.keys(main.constructor.arguments)
  const module = new ReleasePipeline(...(names as unknown as ConstructorParameters<typeof ReleasePipeline>))
  await module.status("here" as unknown as Workspace)
  const constructed = Object.fromEntries(names.map((name) => [name, name]))
  expect(call.mock.lastCall).toMatchObject(["status", constructed, "here", { format: "text" }])
})

// With an argument that differs from call to call an engine would run the constructor each time: one more start.
test("only functions take the workspace, not the constructor", () => {
  const typesOf = (given: object) => Object.values(given).map(({ type }: ApiArgument) => type.name)
  expect(typesOf(main.constructor.arguments)).not.toContain("Workspace")
  for (const { arguments: given } of functions.values()) expect(typesOf(given)[0]).toBe("Workspace")
})

/** What the CLI takes for itself after `call`, in 0.21 and in 1.0. */
const ITS_OWN =
  "allow-llm auto-apply cloud debug dot-focus-field dot-output dot-show-internal eager-runtime env help interactive " +
  "interactive-command json load-module lock mod no-exit no-load-module no-mod org output profile progress quiet " +
  "scale-out silent verbose web workdir workspace x-release"

test("no argument is named like a flag of the CLI, which would refuse the call", () => {
  const all = [main.constructor, ...functions.values()].flatMap((one) => Object.keys(one.arguments))
  expect(all.map(kebab).filter((name) => ITS_OWN.split(" ").includes(name))).toEqual([])
})

// The SDK sends two requests for each argument of a call, whether it was given or has a default.
test("no text of a function has an empty default", () => {
  const all = [...functions.values()].flatMap((one) => Object.values(one.arguments))
  expect(all.filter(({ defaultValue }) => defaultValue === "")).toEqual([])
})

test("an engine's choices are the table's", () => {
  const enums = Object.fromEntries(
    Object.entries(api.enums).map(([name, { values }]) => [
      name,
      Object.values(values).map(({ value }) => value),
    ]),
  )
  const choices = COMMANDS.flatMap((name) => Object.values(specOf(name).options))
  const known = new Set(
    choices.flatMap((spec) => (spec.choices === undefined ? [] : [spec.choices.toSorted().join()])),
  )
  expect(enums.Format).toEqual(FORMATS)
  expect(enums.PageFormat).toEqual(PAGE_FORMATS)
  for (const [name, values] of Object.entries(enums)) {
    if (name !== "Format" && name !== "PageFormat") expect([...known]).toContain(values.toSorted().join())
  }
})

const ofTable = ({ kind, help, required, default: fallback }: OptionSpec) => ({
  help,
  kind: kind === "text" ? "choice" : kind,
  required: required === true,
  default: fallback ?? (kind === "switch" ? false : undefined),
})

const ofApi = ({ description, type, isOptional, defaultValue }: ApiArgument) => ({
  help: oneLine(description),
  kind: KINDS[type.name ?? type.kind] ?? "choice",
  required: defaultValue === undefined && !isOptional,
  default: defaultValue,
})

const KINDS: Readonly<Record<string, OptionSpec["kind"]>> = {
  INTEGER_KIND: "number",
  FLOAT_KIND: "number",
  BOOLEAN_KIND: "switch",
  Secret: "secret",
}

describe("values that were given", () => {
  test("are completed by defaults; what has none and was not given is null", () => {
    expect(readValues("rollback", { stage: "production", to: "v1.0.0" })).toEqual({
      values: { stage: "production", to: "v1.0.0", reason: null, wait: 0, overMigrations: null },
      problems: [],
    })
    expect(readValues("deploy-staging", { tag: "v1", verify: true, wait: "1.5" }).values).toMatchObject({
      verify: true,
      wait: 1.5,
    })
  })

  test("are refused with every problem at once", () => {
    expect(readValues("history", { stage: "moon", limit: 0 }).problems).toEqual([
      { path: "--stage", message: "must be one of: staging, production" },
      { path: "--limit", message: "must be a whole number from 1 to 9999" },
    ])
    expect(readValues("deploy-staging", { allowOneWay: " ", expect: "plan" }).problems).toEqual([
      { path: "--tag", message: "is required by deploy-staging" },
      { path: "--allow-one-way", message: "must not be empty" },
      { path: "--expect", message: "is not a digest that plan prints: plan1.… as a whole, or the short one" },
    ])
  })
})
