import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { install, runScript, type Step } from "./workflows.ts"

const step = install.runs.steps[0] as Step
let folder = ""
let archive = ""

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dagger-cli-"))
  writeFileSync(join(folder, "dagger"), "#!/bin/sh\necho dagger\n", { mode: 0o755 })
  archive = join(folder, "dagger.tar.gz")
  expect(spawnSync("tar", ["-czf", archive, "-C", folder, "dagger"]).status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the installation with a curl that brings the archive. */
function play(env: Record<string, string>) {
  const script = `curl() {
    printf '%s\\0' curl "$@" >> "$STUB_RECORD"; printf '\\n' >> "$STUB_RECORD"
    while [ "$1" != --output ]; do shift; done
    cp "$ARCHIVE" "$2"
  }
  ${step.run}
  "$RUNNER_TEMP/dagger-cli/dagger"`
  return runScript(script, { ...step.env, RUNNER_ARCH: "X64", ARCHIVE: archive, ...env }, { stubs: [] })
}

const sha256 = () => createHash("sha256").update(readFileSync(archive)).digest("hex")

describe("the Dagger CLI", () => {
  test.each([
    ["X64", "SHA256_AMD64", "amd64"],
    ["ARM64", "SHA256_ARM64", "arm64"],
  ])("for %s is installed once its checksum is the pinned one", (RUNNER_ARCH, pin, arch) => {
    const { status, stdout, path, calls, stderr } = play({ RUNNER_ARCH, [pin]: sha256() })
    expect(stderr).toBe("")
    expect({ status, stdout }).toEqual({ status: 0, stdout: "dagger\n" })
    expect(path).toMatch(/dagger-cli\n$/)
    const version = step.env?.DAGGER_VERSION
    expect(calls).toHaveLength(1)
    expect(calls[0]).toContain(
      `https://dl.dagger.io/dagger/releases/${version}/dagger_v${version}_linux_${arch}.tar.gz`,
    )
  })

  test("is not there when what came is something else", () => {
    const { status, stdout, path } = play({})
    expect(status).not.toBe(0)
    expect(stdout).not.toContain("dagger\n")
    expect(path).toBe("")
  })

  test("is not guessed for a machine without a pin", () => {
    const { status, calls } = play({ RUNNER_ARCH: "ARM" })
    expect(status).not.toBe(0)
    expect(calls).toEqual([])
  })
})
