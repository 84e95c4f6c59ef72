// @module-tag long
// The SDK's entry loads the module, and then has TypeScript read it: played here with the committed bundle.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

const root = resolve(import.meta.dirname, "../..")

/** As the SDK does it. */
const ENTRY = `
import { createRequire } from "node:module"
const [pipeline, ...files] = process.argv.slice(2)
await import(pipeline)
const ts = createRequire(pipeline)("typescript")
const program = ts.createProgram(files, {
  experimentalDecorators: true,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  target: ts.ScriptTarget.ES2022,
})
const checker = program.getTypeChecker()
const [index] = files.map((file) => program.getSourceFile(file))
const { type } = index.statements.at(-1).members[0].parameters[0]
const sizes = program.getSourceFiles().map(({ fileName, text }) => [fileName, text.length])
console.log(JSON.stringify({ sizes, type: checker.typeToString(checker.getTypeAtLocation(type)) }))
`

const clientWith = (body: string) => `import { Context } from "./core.js"

class BaseClient {}

export class Secret extends BaseClient {${body}}

export enum Shape {
  Round = "ROUND",
}
`
const CLIENT = clientWith(`
  plaintext(): string {
    return ""
  }
`)
/** Without what is in its classes. */
const NAMES = clientWith("")
const CORE = "export declare class Context {}\n"
const MODULE = `import { Secret } from "@dagger.io/dagger"
export class Shop {
  open(key: Secret): string { return "" }
}
`

let module: string
beforeAll(() => {
  module = mkdtempSync(join(tmpdir(), "pipeline-module-"))
  write("src/index.ts", MODULE)
  write("node_modules/@dagger.io/dagger/index.ts", `export * from "./client.gen.ts"\n`)
  write("node_modules/@dagger.io/dagger/client.gen.ts", CLIENT)
  write("node_modules/@dagger.io/dagger/core.d.ts", CORE)
  write("src/__dagger.entrypoint.ts", ENTRY)
  write("src/other.ts", ENTRY)
})
afterAll(() => rmSync(module, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(module, path)), { recursive: true })
  writeFileSync(join(module, path), text)
}

/** The sizes of what was read, by the end of the path, and the type of the function's argument. */
function introspect(program: string) {
  const files = ["src/index.ts", "sdk/client.gen.ts"].map((path) => join(module, path))
  const argv = [join(module, "src", program), join(root, "dagger/pipeline.js"), ...files]
  const answer = execFileSync("node", ["--no-warnings", ...argv], { encoding: "utf8" })
  const { sizes, type } = JSON.parse(answer) as { sizes: [string, number][]; type: string }
  const sizeOf = (end: string) => sizes.find(([path]) => path.endsWith(end))?.[1]
  return {
    type,
    module: sizeOf("/src/index.ts"),
    client: sizeOf("/node_modules/@dagger.io/dagger/client.gen.ts"),
    generated: sizeOf("/sdk/client.gen.ts"),
    core: sizeOf("/node_modules/@dagger.io/dagger/core.d.ts"),
    language: sizeOf("/lib.es5.d.ts"),
    browser: sizeOf("/lib.dom.d.ts"),
  }
}

const shop = { type: "Secret", module: MODULE.length }

test("TypeScript reads the language and the names of one client, and finds the same types", () => {
  write("sdk/client.gen.ts", CLIENT)
  const read = introspect("__dagger.entrypoint.ts")
  expect(read).toMatchObject({ ...shop, client: NAMES.length, core: 0, generated: 0 })
  expect(read.language).toBeGreaterThan(100_000)
  expect(read.browser).toBeUndefined()
})

test("a second client that differs is read", () => {
  const other = `${CLIENT}// another\n`
  write("sdk/client.gen.ts", other)
  expect(introspect("__dagger.entrypoint.ts")).toMatchObject({ ...shop, generated: other.length })
})

test("TypeScript is left alone in any other program", () => {
  write("sdk/client.gen.ts", CLIENT)
  const read = introspect("other.ts")
  expect(read).toMatchObject({ ...shop, client: CLIENT.length, core: CORE.length, generated: CLIENT.length })
  expect(read.browser).toBeGreaterThan(1_000_000)
})
