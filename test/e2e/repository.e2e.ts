import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Application, callIn, createApplication, engineMissing, git } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

/**
 * What an engine says of a repository is read from the texts of its errors, which no engine promises to keep: each row
 * needs one of them to be as it was.
 */
describe.skipIf(missing !== null)("the caller's repository, as an engine sees it", () => {
  let app: Application
  beforeAll(() => {
    app = createApplication(true)
    app.release("v1.0.0")
    const here = (...args: string[]) => git(app.root, ...args)
    here("checkout", "--quiet", "-b", "side")
    app.release("v1.1.0-side")
    here("checkout", "--quiet", "--orphan", "apart")
    app.release("v1.2.0")
    here("checkout", "--quiet", "main")
    here("branch", "refs/tags/v1.3.0")
    here("tag", "v1.4.0-tree", "main^{tree}")
  })
  afterAll(() => app?.remove())

  /** The code of the first gate that fails, or that none does. */
  const verdict = async (tag: string): Promise<string | undefined> => {
    const { exitCode, stderr } = await callIn(app.root, "preflight", "--tag", tag, "--stage", "staging")
    return exitCode === 0 ? "passes" : /^([A-Z_]{6,})(?: {2}|$)/m.exec(stderr)?.[1]
  }

  test.each([
    ["v1.0.0", "passes", "a tag on main"],
    ["v9.9.9", "TAG_NOT_FOUND", "a ref that is not there: `does not contain ref`"],
    ["v1.3.0", "TAG_NOT_FOUND", "a branch that is called like a tag"],
    ["v1.1.0-side", "TAG_NOT_ON_MAIN", "a commit beside main"],
    ["v1.2.0", "TAG_NOT_ON_MAIN", "a history of its own: `merge-base failed: … exit status 1`"],
  ])("%s: %s, %s", async (tag, expected) => {
    expect(await verdict(tag)).toBe(expected)
  })

  test("pipeline.json is not there: `no such file`", async () => {
    const bare = createApplication(true)
    bare.release("v1.0.0")
    git(bare.root, "rm", "--quiet", "--force", "pipeline.json")
    const { exitCode, stderr } = await callIn(bare.root, "status")
    bare.remove()
    expect({ exitCode, isNamed: stderr.includes("CONFIG_MISSING") }).toEqual({ exitCode: 1, isNamed: true })
  })

  test("a submodule that an engine cannot fetch, and pointers of Git LFS, are refused up front", async () => {
    writeFileSync(join(app.root, ".gitattributes"), "*.png filter=lfs -text\n")
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 1\n`
    writeFileSync(join(app.root, "logo.png"), pointer)
    app.release("v2.0.0")
    expect(await verdict("v2.0.0")).toBe("TREE_INCOMPLETE")
    git(app.root, "rm", "--quiet", "--force", "logo.png", ".gitattributes")
    const modules = '[submodule "lib"]\n\tpath = lib\n\turl = http://127.0.0.1:9/lib.git\n'
    writeFileSync(join(app.root, ".gitmodules"), modules)
    git(app.root, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},lib`)
    git(app.root, "add", ".gitmodules")
    git(app.root, "commit", "--quiet", "--message", "submodule")
    git(app.root, "tag", "v2.1.0")
    expect(await verdict("v2.1.0")).toBe("GATE_UNAVAILABLE")
  })

  test("a shallow clone says that its history is cut off", async () => {
    writeFileSync(join(app.root, ".git", "shallow"), `${git(app.root, "rev-parse", "main")}\n`)
    expect(await verdict("v1.0.0")).toBe("HISTORY_CUT_OFF")
  })
})
