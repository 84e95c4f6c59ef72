// @module-tag long
import { relative, resolve } from "node:path"
import ts from "typescript"
import { expect, test } from "vitest"
import { floatingStatements } from "./floating-rule.ts"

const root = resolve(import.meta.dirname, "../..")
const mustFail = (name: string) => resolve(root, "test/fixtures/must-fail", name)

function configuration(): ts.ParsedCommandLine {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  const parsed = ts.getParsedCommandLineOfConfigFile(resolve(root, "tsconfig.json"), {}, host)
  if (!parsed) throw new Error("tsconfig.json cannot be read")
  return parsed
}

const { fileNames, options } = configuration()
const program = ts.createProgram(
  [...fileNames, ...["floating-promise.ts", "floating-chain.ts", "floating-expect.ts"].map(mustFail)],
  options,
)

function violations(fileName: string): string[] {
  const file = program.getSourceFile(fileName)
  if (!file) throw new Error(`${fileName} is not part of the program`)
  return floatingStatements(program, file).map((violation) => `${relative(root, fileName)}:${violation}`)
}

test("no statement loses a promise or a lazy Dagger object", { timeout: 60_000 }, () => {
  expect(fileNames.length).toBeGreaterThan(0)
  expect(fileNames.flatMap(violations)).toEqual([])
})

test("the rule reports a promise, a chain of the Dagger SDK and a lazy object", () => {
  const folder = "test/fixtures/must-fail"
  expect(violations(mustFail("floating-promise.ts"))).toEqual([
    `${folder}/floating-promise.ts:7: promise nobody awaits: deploy("v1.2.3")`,
  ])
  expect(violations(mustFail("floating-expect.ts"))).toEqual([
    `${folder}/floating-expect.ts:5: promise nobody awaits: expect(Promise.resolve(1)).resolves.toBe(1)`,
  ])
  expect(violations(mustFail("floating-chain.ts"))).toEqual([
    `${folder}/floating-chain.ts:5: promise nobody awaits: tool.withExec(["deploy", tag]).sync()`,
    `${folder}/floating-chain.ts:6: lazy Dagger object nobody uses: tool.withExec(["migrate", tag])`,
  ])
})
