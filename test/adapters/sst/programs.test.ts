// @module-tag slow
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import { FIND_BINARY, HIDE_OUTPUTS, READ_LOCK, READ_UPDATE } from "../../../src/adapters/sst/programs.ts"
import {
  LIST_SECRET_NAMES,
  MASK_LINES,
  READ_OUTPUTS,
  SET_SECRET,
  SHOW_DIFF,
} from "../../../src/adapters/sst/secret-programs.ts"
import { recorded } from "../../core/sst/recorded.ts"
import { temporaryDirectory } from "../../helpers/git-repo.ts"

/** What the real `sst secret list` prints: version 4.17.1, values of ours. */
const LIST = `# fallback
Shared=everywhere-1

# app/staging
AuthSecret=canary-1234
Empty=
Later=ChangeMe
Several=first line
second=line 2
Spaced=  x
`

async function tree(files: Record<string, string> = {}): Promise<string> {
  const root = await temporaryDirectory()
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content, { mode: 0o755 })
  }
  return root
}

/** An SST that lists these secrets and keeps what it is told. */
const fakeSst = (list: string, code = 0) => `#!/bin/sh
echo "$@" >> argv.txt
case "$2" in
  list) ${code === 0 ? `cat <<'END'\n${list}END\n` : `echo '${list}' >&2; exit ${code}`} ;;
  set) cat > value.txt; env > env.txt; printf 'Enter value: set' >&2 ;;
esac
`

function ask(root: string, program: string, args: string[], env: Record<string, string> = {}) {
  const options = {
    cwd: root,
    encoding: "utf8" as const,
    env: { PATH: process.env.PATH, HOME: root, ...env },
  }
  return spawnSync(process.execPath, ["-e", program, "--", ...args], options)
}
const told = (...args: Parameters<typeof ask>): unknown => JSON.parse(ask(...args).stdout)

describe("the names of a stage's secrets", () => {
  test("come without values, each with what its value is worth", async () => {
    const root = await tree({ sst: fakeSst(LIST) })
    const { stdout } = ask(root, LIST_SECRET_NAMES, ["./sst", "staging", "changeme"])
    expect(stdout).not.toMatch(/canary|everywhere|first line/)
    const { secrets } = JSON.parse(stdout) as {
      secrets: { name: string; state: string; fallback: boolean }[]
    }
    expect(
      secrets.map(({ name, state, fallback }) => `${name} ${state}${fallback ? " fallback" : ""}`),
    ).toEqual([
      "Shared set fallback",
      "AuthSecret set",
      "Empty empty",
      "Later placeholder",
      "Several set",
      // a line of a value that looks like a secret cannot be told from one
      "second set",
      "Spaced set",
    ])
  })

  test("are none where SST finds none, and unknown where it fails", async () => {
    const none = await tree({ sst: fakeSst("✕  No secrets found", 1) })
    expect(told(none, LIST_SECRET_NAMES, ["./sst", "staging"])).toEqual({ secrets: [] })
    const broken = await tree({ sst: fakeSst("✕  Could not get secrets", 1) })
    expect(told(broken, LIST_SECRET_NAMES, ["./sst", "staging"])).toEqual({
      error: "✕  Could not get secrets",
    })
    expect(told(broken, LIST_SECRET_NAMES, ["./nowhere", "staging"])).toMatchObject({ error: /ENOENT/ })
  })

  test("E14: are unknown with the words of the tool that failed inside SST", async () => {
    const log =
      'time=2026-11-28T01:00:00Z level=ERROR msg="exited with error" err="failed to run bun install: exit status 1\\nbun install v1.2.1\\nerror: SELF_SIGNED_CERT_IN_CHAIN downloading package manifest \\"sst\\"\\n"\n'
    const root = await tree({ sst: fakeSst("✕  Unexpected error occurred.", 1), ".sst/log/sst.log": log })
    expect(told(root, LIST_SECRET_NAMES, ["./sst", "staging"])).toEqual({
      error:
        'failed to run bun install: exit status 1: error: SELF_SIGNED_CERT_IN_CHAIN downloading package manifest "sst"',
    })
  })
})

test("outputs are the named ones, and none that holds a secret", async () => {
  const outputs = {
    api: "https://api.test",
    port: 80,
    ready: true,
    auth: "canary-1234",
    url: "https://u:canary-1234@db.test",
    nested: { a: 1 },
    other: "not asked for",
    blank: "",
  }
  const root = await tree({ sst: fakeSst(LIST), ".sst/outputs.json": JSON.stringify(outputs) })
  const names = ["api", "port", "ready", "auth", "url", "nested", "blank", "absent", "toString"]
  expect(told(root, READ_OUTPUTS, ["./sst", "staging", ...names])).toEqual({
    outputs: { api: "https://api.test", port: "80", ready: "true" },
    missing: ["nested", "blank", "absent", "toString"],
    secret: ["auth", "url"],
  })
  const locked = await tree({ sst: fakeSst("no", 1), ".sst/outputs.json": "{}" })
  expect(told(locked, READ_OUTPUTS, ["./sst", "staging", "api"])).toEqual({ error: "no" })
})

test("a line that was cut off in the middle of a secret does not end with its beginning", async () => {
  const root = await tree({ sst: fakeSst(LIST) })
  const env = { PIPELINE_LINES: JSON.stringify(["Error: canary-12…", "Error: can…", "all of it…"]) }
  expect(told(root, MASK_LINES, ["./sst", "staging"], env)).toEqual([
    "Error: ***…",
    "Error: can…",
    "all of it…",
  ])
})

test("lines come without values of secrets, which stand in no argument", async () => {
  const root = await tree({ sst: fakeSst(LIST) })
  const lines = ["Error: canary-1234 is wrong", "first line", "all else stays", "x"]
  const env = { PIPELINE_LINES: JSON.stringify(lines) }
  expect(told(root, MASK_LINES, ["./sst", "staging"], env)).toEqual([
    "Error: *** is wrong",
    "***",
    "all else stays",
    "x",
  ])
})

describe("a secret is set", () => {
  test("through standard input, to the byte, and the value is in no argument and no environment of SST's", async () => {
    const root = await tree({ sst: fakeSst(LIST) })
    const value = "canary $x 'y' \"z\"\nsecond ü 🚀"
    const { status, stdout, stderr } = ask(root, SET_SECRET, ["./sst", "staging", "AuthSecret", "VALUE"], {
      VALUE: value,
    })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" })
    const read = async (name: string) => (await import("node:fs/promises")).readFile(join(root, name), "utf8")
    expect(await read("value.txt")).toBe(value)
    expect(await read("argv.txt")).toBe("secret set AuthSecret --stage staging\n")
    expect(await read("env.txt")).not.toContain("canary")
  })

  test("not when SST refuses it, whose words are kept without the value", async () => {
    const root = await tree({ sst: "#!/bin/sh\necho 'no: canary-1' >&2; exit 1\n" })
    expect(ask(root, SET_SECRET, ["./sst", "staging", "A", "VALUE"], { VALUE: "canary-1" })).toMatchObject({
      status: 1,
      stderr: "no: ***\n",
    })
    expect(ask(root, SET_SECRET, ["./sst", "staging", "A", "VALUE"])).toMatchObject({ status: 1 })
  })
})

describe("SST's lock with the state on this machine", () => {
  const LOCK = { created: "2026-11-24T18:36:15.465092674Z", updateID: "x", runID: "r", command: "deploy" }
  const KNOWN = ".config/sst/state/passphrase/app/staging.json"

  test("is held or free", async () => {
    const held = await tree({
      [KNOWN]: "{}",
      ".config/sst/state/lock/app/staging.json": JSON.stringify(LOCK),
    })
    expect(told(held, READ_LOCK, ["app", "staging"])).toEqual({ lock: LOCK })
    const free = await tree({ [KNOWN]: "{}" })
    expect(told(free, READ_LOCK, ["app", "staging"])).toEqual({ lock: null })
    const elsewhere = await tree({ [KNOWN.replace(".config", "other")]: "{}" })
    expect(
      told(elsewhere, READ_LOCK, ["app", "staging"], { XDG_CONFIG_HOME: join(elsewhere, "other") }),
    ).toEqual({
      lock: null,
    })
  })

  test("is held although it is compressed", async () => {
    const root = await tree({ [KNOWN]: "{}" })
    await mkdir(join(root, ".config/sst/state/lock/app"), { recursive: true })
    await writeFile(join(root, ".config/sst/state/lock/app/staging.json"), gzipSync(JSON.stringify(LOCK)))
    expect(told(root, READ_LOCK, ["app", "staging"])).toEqual({ lock: LOCK })
  })

  test("leads to the update of a run, of which the newest counts", async () => {
    const update = (id: string, runID: string) => ({
      [`.config/sst/state/update/app/staging/${id}.json`]: JSON.stringify({ id, runID, command: "deploy" }),
    })
    const root = await tree({
      [KNOWN]: "{}",
      ...update("aa", "run-2"),
      ...update("bb", "run-1"),
      ...update("cc", "run-1"),
    })
    expect(told(root, READ_UPDATE, ["app", "staging", "run-1"])).toEqual({ update: "bb" })
    expect(told(root, READ_UPDATE, ["app", "staging", "run-9"])).toEqual({ update: null })
    expect(told(await tree({ [KNOWN]: "{}" }), READ_UPDATE, ["app", "staging", "run-1"])).toEqual({
      update: null,
    })
    expect(told(await tree(), READ_UPDATE, ["app", "staging", "run-1"])).toMatchObject({
      error: expect.any(String),
    })
  })

  test("is not free when it cannot be read, nor when the state is nowhere that is known", async () => {
    const broken = await tree({ [KNOWN]: "{}", ".config/sst/state/lock/app/staging.json": "{" })
    expect(told(broken, READ_LOCK, ["app", "staging"])).toMatchObject({ error: expect.any(String) })
    expect(told(await tree(), READ_LOCK, ["app", "staging"])).toMatchObject({ error: expect.any(String) })
  })
})

describe("the platform's binary is found", () => {
  const NAME = `sst-${process.platform}-${process.arch}`
  const find = (root: string, folder = ".") => ask(join(root, folder), FIND_BINARY, [])

  test.each<[string, Record<string, string>, string, string]>([
    [
      "hoisted",
      { "node_modules/sst/package.json": "{}", [`node_modules/${NAME}/bin/sst`]: "" },
      ".",
      `node_modules/${NAME}/bin/sst`,
    ],
    [
      "in the root of a monorepo",
      {
        "node_modules/sst/package.json": "{}",
        [`node_modules/${NAME}/bin/sst`]: "",
        "apps/site/package.json": "{}",
      },
      "apps/site",
      `node_modules/${NAME}/bin/sst`,
    ],
    [
      "beside its package",
      { "node_modules/sst/package.json": "{}", [`node_modules/sst/node_modules/${NAME}/bin/sst`]: "" },
      ".",
      `node_modules/sst/node_modules/${NAME}/bin/sst`,
    ],
  ])("%s", async (_name, files, folder, expected) => {
    const root = await tree(files)
    expect(find(root, folder).stdout).toBe(`${join(root, expected)}\n`)
  })

  test("where pnpm keeps it, behind links", async () => {
    const store = `node_modules/.pnpm/sst@4.17.1/node_modules`
    const root = await tree({ [`${store}/sst/package.json`]: "{}", [`${store}/${NAME}/bin/sst`]: "" })
    await symlink(join(root, store, "sst"), join(root, "node_modules", "sst"))
    expect(find(root).stdout).toBe(`${join(root, store, NAME, "bin", "sst")}\n`)
  })

  test("or it is told what is missing", async () => {
    expect(find(await tree())).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/not among the tree's dep/),
    })
    const bare = await tree({ "node_modules/sst/package.json": "{}" })
    expect(find(bare)).toMatchObject({ status: 1, stderr: expect.stringMatching(/installed without sst-/) })
  })
})

describe("what a deploy would change", () => {
  /** An SST that answers as the real one did. */
  const answering = async (stdout: string, exitCode: number | null, log: string | null = null) =>
    tree({
      sst: `#!/bin/sh\necho "$@" >> argv.txt\ncat answer.txt\nexit ${exitCode}\n`,
      "answer.txt": stdout,
      ...(log === null ? {} : { ".sst/log/sst.log": log }),
    })
  const asRecorded = async (name: string) => {
    const { stdout, exitCode, log } = recorded(name)
    return answering(stdout, exitCode, log)
  }

  test("comes as steps, without what a resource is made of", async () => {
    const root = await asRecorded("diff as JSON")
    const { stdout } = ask(root, SHOW_DIFF, ["./sst", "--stage", "staging"])
    expect(JSON.parse(stdout)).toEqual({
      steps: [
        { op: "create", type: "sst:sst:Secret", name: "Extra" },
        { op: "create", type: "sst:sst:LinkRef", name: "ExtraLinkRef" },
      ],
    })
    expect(stdout).not.toContain("ciphertext")
    expect(await readFile(join(root, "argv.txt"), "utf8")).toBe("diff --json --stage staging\n")
    expect(told(await asRecorded("diff as JSON, nothing"), SHOW_DIFF, ["./sst"])).toEqual({ steps: [] })
  })

  test("is not known where SST failed, which prints an empty list all the same", async () => {
    expect(told(await asRecorded("diff as JSON, failing"), SHOW_DIFF, ["./sst"])).toEqual({
      error: "sst diff ended with exit code 1: stack run had errors",
    })
    expect(told(await answering("[]", 1), SHOW_DIFF, ["./sst"])).toEqual({
      error: "sst diff ended with exit code 1",
    })
    expect(told(await answering("warning: canary-1234", 0), SHOW_DIFF, ["./sst"])).toEqual({
      error: "sst diff printed what is not its list of changes",
    })
    expect(told(await tree(), SHOW_DIFF, ["./nowhere"])).toEqual({
      error: expect.stringMatching(/^sst diff cannot be run: .*ENOENT/),
    })
  })
})

describe("a deploy that is watched", () => {
  const answering = (stdout: string, exitCode: number) =>
    tree({ sst: '#!/bin/sh\ncat answer.txt\necho "$@" >&2\nexit $1\n', "answer.txt": stdout }).then((root) =>
      ask(root, HIDE_OUTPUTS, ["./sst", String(exitCode), "--stage", "x y"]),
    )

  test("is shown and judged as ever, but for its outputs", async () => {
    const { stdout, exitCode } = recorded("success")
    const shown = await answering(stdout, 0)
    expect(stdout).toContain("api.example.test")
    expect(shown.stdout).toBe(stdout.slice(0, stdout.indexOf("   tag:")))
    expect(shown).toMatchObject({ status: exitCode, stderr: "0 --stage x y\n" })
    const failed = recorded("missing secret")
    expect(await answering(failed.stdout, 1)).toMatchObject({ status: 1, stdout: failed.stdout })
  })

  test("shows the word that contradicts its success", async () => {
    const told = await answering("\u2713  Complete\n   auth: canary\n\u2715  Failed\n   more: canary\n", 3)
    expect(told).toMatchObject({ status: 3, stdout: "\u2713  Complete\n\u2715  Failed\n" })
  })

  test("that cannot be started says so", async () => {
    const root = await tree()
    expect(ask(root, HIDE_OUTPUTS, ["./nowhere"])).toMatchObject({
      status: 127,
      stderr: expect.stringContaining("ENOENT"),
    })
  })

  test("is waited for when its group is told to end", async () => {
    const root = await tree({
      sst: `#!/bin/sh\ntrap 'echo "\u2715  Failed"; exit 1' TERM\necho ready\nwhile :; do sleep 0.05; done\n`,
    })
    const child = spawn(process.execPath, ["-e", HIDE_OUTPUTS, "--", "./sst"], { cwd: root, detached: true })
    const said: string[] = []
    child.stdout.setEncoding("utf8").on("data", (text: string) => void said.push(text))
    await once(child.stdout, "data")
    process.kill(-(child.pid as number), "SIGTERM")
    const [code] = await once(child, "close")
    expect({ code, said: said.join("") }).toEqual({ code: 1, said: "ready\n\u2715  Failed\n" })
  })
})

test("each program is one text that runs by itself, also out of a bundle", async () => {
  const { build } = await import("esbuild")
  const root = await temporaryDirectory()
  const folder = join(import.meta.dirname, "../../../src/adapters/sst")
  const contents = `export * from "./programs.ts"; export * from "./secret-programs.ts"`
  for (const keepNames of [false, true]) {
    const outfile = join(root, `programs-${keepNames}.mjs`)
    await build({
      stdin: { contents, resolveDir: folder, loader: "ts" },
      bundle: true,
      minifySyntax: true,
      keepNames,
      platform: "node",
      format: "esm",
      outfile,
      logLevel: "silent",
    })
    const bundled = (await import(outfile)) as Record<string, unknown>
    const programs = Object.entries(bundled).filter(
      ([name]) => /^[A-Z_]+$/.test(name) && name !== "NOT_STARTED",
    )
    expect(programs).toHaveLength(10)
    for (const [name, program] of programs) {
      const { stderr } = ask(root, String(program), [])
      // each fails for want of its arguments, and for no other reason
      expect(stderr, name).not.toMatch(/SyntaxError|ReferenceError|is not defined/)
    }
    const sst = await tree({ sst: fakeSst(LIST), ".sst/outputs.json": '{"api":"x"}' })
    expect(told(sst, String(bundled.READ_OUTPUTS), ["./sst", "staging", "api"])).toMatchObject({
      outputs: { api: "x" },
    })
  }
})
