// @module-tag slow
// The new user's day, word for word from docs/already-in-production.md: an application that runs v1.3.0, deployed by
// hand, and the command as npm packs it.
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, onTestFinished } from "vitest"
import { environmentOf, ROOT } from "../helpers/cli.ts"
import { DEPLOY_TO_TARGET, healthy, Target, test } from "./target.ts"

const PAGE = join(ROOT, "docs", "already-in-production.md")

/** The commands of the page's first block, one a line. */
async function commandsOfThePage(): Promise<string[]> {
  const [, block = ""] = /```sh\n([\s\S]*?)```/.exec(await readFile(PAGE, "utf8")) ?? []
  return block.trim().split("\n")
}

class Team {
  readonly base: string
  readonly root: string
  readonly bin: string

  constructor(base: string) {
    this.base = base
    this.root = join(base, "shop")
    this.bin = join(base, "tools", "node_modules", ".bin")
  }

  async run(line: string, cwd = this.root): Promise<{ code: number; stdout: string; stderr: string }> {
    const where = { cwd, home: join(this.base, "home"), tmp: join(this.base, "tmp") }
    const env = environmentOf(where)
    const options = { cwd, env: { ...env, ...AUTHOR, PATH: [this.bin, env.PATH].join(delimiter) } }
    try {
      return { code: 0, ...(await promisify(execFile)("sh", ["-c", line], options)) }
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string }
    }
  }

  async must(line: string, cwd?: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(line, cwd)
    if (code !== 0) throw new Error(`${line}: ${stdout}${stderr}`)
    return stdout.trim()
  }
}

const AUTHOR = Object.fromEntries(
  ["AUTHOR", "COMMITTER"].flatMap((who) => [
    [`GIT_${who}_NAME`, "ann"],
    [`GIT_${who}_EMAIL`, "ann@example.com"],
  ]),
)

/** A repository with v1.0.0 to v1.3.0 at its remote, and the command, packed and installed. */
async function teamWith(url: string): Promise<Team> {
  const team = new Team(await mkdtemp(join(await realpath(tmpdir()), "first-day-")))
  onTestFinished(() => rm(team.base, { recursive: true, force: true }), 60_000)
  for (const folder of ["home", "tmp", "tools", "shop"]) await mkdir(join(team.base, folder))
  await team.must(`npm pack --silent --pack-destination '${team.base}'`, ROOT)
  const tarball = (await readdir(team.base)).find((name) => name.endsWith(".tgz")) as string
  await team.must(`npm install --offline --no-audit --no-fund ../${tarball}`, join(team.base, "tools"))
  await team.must("git init --quiet --bare --initial-branch=main ../shop.git")
  await team.must("git init --quiet --initial-branch=main && git remote add origin ../shop.git")
  await writeFile(join(team.root, "deploy.mjs"), DEPLOY_TO_TARGET)
  const scripts = { deploy: `node deploy.mjs ${url}` }
  await writeFile(join(team.root, "package.json"), JSON.stringify({ name: "shop", type: "module", scripts }))
  for (const tag of ["v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0"]) {
    await writeFile(join(team.root, "version.txt"), tag)
    await team.must(`git add --all && git commit --quiet --message ${tag} && git tag ${tag}`)
  }
  await team.must("git push --quiet --tags --set-upstream origin main")
  return team
}

describe("already in production", { timeout: 180_000 }, () => {
  test("nine commands, and a bad version goes back to what ran", async () => {
    const target = await Target.start()
    onTestFinished(() => target.close())
    const team = await teamWith(target.url)
    const sha = await team.must("git rev-parse v1.3.0^{commit}")
    target.production.serving = { tag: "v1.3.0", sha, processes: [] }
    // what staging cannot show
    target.production.answers = (serving, response) => {
      if (serving?.tag !== "v1.4.0") return healthy(serving, response)
      response
        .writeHead(500)
        .end(JSON.stringify({ status: "no database", version: serving.tag, sha: serving.sha }))
    }

    const lines = await commandsOfThePage()
    expect(lines.length).toBeLessThanOrEqual(9)
    const ends: string[] = []
    for (const line of lines) {
      // by hand: two addresses, and no file
      const typed = line
        .replace("https://staging.shop.example", `${target.url}/staging`)
        .replace("https://shop.example", `${target.url}/production`)
      const { code, stdout, stderr } = await team.run(typed)
      ends.push(`${code} ${stdout.split("\n")[0]}`)
      if (code !== 0 && !line.includes("deploy-production")) throw new Error(`${line}\n${stdout}${stderr}`)
    }
    const named = (tag: string, id: string) => `${tag} (${id.slice(0, 7)})`
    const fourth = named("v1.4.0", await team.must("git rev-parse v1.4.0^{commit}"))
    const third = named("v1.3.0", sha)
    expect(ends).toEqual([
      "0 pipeline.json written",
      `0 production serves ${third}, passes smoke; the ledger does not know it yet: \`release-pipeline adopt --tag v1.3.0 --stage production\``,
      `0 production runs ${third}, adopted, verified`,
      expect.stringMatching(/^0 .*Deploy by pipeline$/),
      expect.stringMatching(/^0 \d+ of \d+ checks ok/),
      `0 ${fourth} is tagged and pushed`,
      `0 staging runs ${fourth}, verified`,
      `1 production runs ${third}, not v1.4.0: rolled back, verified`,
      expect.stringMatching(
        /^0 staging runs v1\.4\.0 .*; production runs v1\.3\.0 \(.{7}\), verified, frozen/,
      ),
    ])
    expect(target.production.serving).toMatchObject({ tag: "v1.3.0", sha })
    expect(await team.must("git status --porcelain")).toBe("")
    // and it stays out, while a rollback can still be asked for by name
    expect((await team.run("release-pipeline deploy-production --tag v1.4.0")).code).toBe(3)
  })
})
