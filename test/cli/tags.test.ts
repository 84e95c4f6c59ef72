// @module-tag slow
import { readdir } from "node:fs/promises"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { AppRepository, told } from "../helpers/app-repo.ts"
import { runCli, type Via } from "../helpers/cli.ts"

/** Read by a shell, each would make a file named x. */
const HOSTILE = [
  "v1.0.0;touch x",
  "v1.0.0$(touch x)",
  "`touch x`",
  "v1.0.0\ntouch x",
  "v1.0.0|touch x",
  "'$(touch x)'",
]

const ODD = ["../x", "refs/tags/v1.0.0", "v1.0.0^{commit}", "v1.0.0 ", "HEAD", "--help", "-x"]

const LONG = [`v${"9".repeat(50_000)}.0.0`, `v1.0.0-${"a".repeat(50_000)}`]

describe("tags that are not there", { concurrent: true, timeout: 60_000 }, () => {
  let app: AppRepository
  beforeAll(async () => {
    app = await AppRepository.create()
    for (const tag of ["v1.0.0", "v1.1.0", "v9.9.8"]) await app.release(tag)
    // names that git allows and the pipeline does not
    for (const tag of ["v1.0.0;touch$IFS'x'", "v1.0.0$(touch$IFS'x')", "latest"]) await app.git("tag", tag)
  })
  afterAll(async () => {
    const files = await readdir(app.base, { recursive: true })
    await app.close()
    expect(files.filter((file) => /(^|\/)x$/.test(file))).toEqual([])
  })

  const deploy = async (tag: string, via: Via = "here") => {
    const args = ["--repo", app.root, "deploy-production", `--tag=${tag}`, "--format", "json"]
    return told(await runCli(via, args, app.where()))
  }

  test("an unknown one is refused, and the nearest are named", async () => {
    const { code, report } = await deploy("v9.9.9")
    expect({ code, report }).toMatchObject({
      code: 3,
      report: { outcome: "blocked", changed: false, reason: { code: "TAG_NOT_FOUND" } },
    })
    expect(report.reason?.message).toBe(
      "The repository has no tag v9.9.9. Did you mean v9.9.8, v1.1.0, v1.0.0?",
    )
    const { code: same, stdout } = await app.run(["deploy-staging", "--tag", "v9.9.9"])
    expect(same).toBe(3)
    expect(stdout).toMatch(
      /^Nothing was changed: v9\.9\.9 was not deployed to staging\n(?: {2}[a-z]+ +\S.*\n){5}\nTAG_NOT_FOUND {2}The repository has/,
    )
  })

  test.for([...HOSTILE, ...ODD, ...LONG].map((tag) => [tag.slice(0, 30), tag] as const))(
    "%j is refused like any other name",
    async ([, tag]) => {
      const { code, report, stderr } = await deploy(tag)
      expect(code).toBe(3)
      const shown = tag.length > 100 ? `${tag.slice(0, 99)}…` : tag
      expect(report).toMatchObject({
        outcome: "blocked",
        tag: shown,
        sha: null,
        reason: { code: "TAG_INVALID" },
      })
      expect(stderr).not.toMatch(/INTERNAL|\n +at /)
    },
  )

  test.for(["v1.0.0;touch$IFS'x'", "v1.0.0$(touch$IFS'x')", "latest"])(
    "%j is a tag of the repository, and still no version",
    async (tag) => {
      expect(await deploy(tag)).toMatchObject({ code: 3, report: { reason: { code: "TAG_INVALID" } } })
    },
  )

  test.for(HOSTILE.slice(0, 3))("%j reaches the pipeline through npm as it was typed", async (tag) => {
    expect(await deploy(tag, "npm")).toMatchObject({
      code: 3,
      report: { tag, reason: { code: "TAG_INVALID" } },
    })
  })

  test("a tag that begins like an option needs the sign of equality", async () => {
    const { code, stdout, stderr } = await app.run(["deploy-staging", "--tag", "-x"])
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain('--tag: needs a value (one that begins with "-" is written --tag=VALUE)')
  })

  test("a refused tag cannot steer a terminal", async () => {
    const { stdout } = await app.run(["deploy-staging", "--tag", "v1\u001b[2J\u202e\n# v1.0.0"])
    for (const character of ["\u001b", "\u202e"]) expect(stdout).not.toContain(character)
    expect(stdout.split("\n")).not.toContain("# v1.0.0")
  })
})
