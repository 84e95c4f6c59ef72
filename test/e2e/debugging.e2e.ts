// Every command of docs/debugging.md that needs no terminal, on an engine, and what a deploy tool is given there.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ROOT } from "../helpers/cli.ts"
import { type Application, callIn, createApplication, dagger, engineMissing, IMAGES } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const PAGE = readFileSync(join(ROOT, "docs/debugging.md"), "utf8")

/** What follows `dagger call` in a command of the page, for the version that the test has. */
const onThePage = (start: string): string[] => {
  const line = PAGE.split("\n").find((candidate) => candidate.startsWith(`    dagger ${start}`))
  if (line === undefined) throw new Error(`docs/debugging.md has no command dagger ${start}`)
  return line
    .trim()
    .replace("v1.2.3", "v1.0.0")
    .split(" ")
    .slice(1)
    .filter((word) => word !== "call")
}

describe.skipIf(missing !== null)("debugging on an engine", () => {
  let app: Application
  const page = (start: string) => callIn(app.root, ...onThePage(`call ${start}`))
  /** Until the address answers; the command goes on until it is ended. */
  const up = async (start: string, port: number, path: string) => {
    const child = spawn("dagger", ["--progress=plain", "call", ...IMAGES, ...onThePage(`call ${start}`)], {
      cwd: app.root,
      stdio: ["ignore", "ignore", "pipe"],
    })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    const ended = once(child, "close")
    try {
      const deadline = performance.now() + 120_000
      while (performance.now() < deadline && child.exitCode === null) {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
        if (answer !== null) return await answer.json()
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      throw new Error(`nothing answers on ${port}: ${stderr}`)
    } finally {
      child.kill("SIGINT")
      await ended
    }
  }

  beforeAll(async () => {
    app = createApplication(true)
    writeFileSync(
      join(app.root, "package.json"),
      JSON.stringify({ name: "shop", scripts: { build: "node -p '\"built \" + process.env.PIPELINE_TAG'" } }),
    )
    writeFileSync(
      join(app.root, "deploy.mjs"),
      `import { readFileSync } from "node:fs"
console.log("registry", process.env.REGISTRY_TOKEN, "cluster", readFileSync(process.env.KUBECONFIG, "utf8"))
process.exit(3)
`,
    )
    app.release("v1.0.0")
    expect((await callIn(app.root, "deploy-staging", "--tag", "v1.0.0")).exitCode).toBe(0)
  })
  afterAll(() => app.remove())

  test("report, and a deploy whose progress is quiet or only what commands print", async () => {
    expect((await page("report")).stdout).toContain("staging runs v1.0.0")
    const [silent, logs] = [onThePage("-s call"), onThePage("--progress logs call")]
    for (const words of [silent, logs]) {
      const at = words.indexOf("deploy-staging")
      const argv = [...words.slice(0, at), "call", ...IMAGES, ...words.slice(at)]
      const { exitCode, stdout, stderr } = await dagger(app.root, ...argv)
      expect({ exitCode, line: stdout.trimStart().split("\n")[0] }, stderr).toMatchObject({
        exitCode: 0,
        line: expect.stringMatching(/^staging runs v1\.0\.0 \(.{7}\), verified$/),
      })
    }
  })

  test("workbench: a command in it, its variables, its tree", async () => {
    expect((await page("workbench --tag v1.2.3 --stage staging with-exec")).stdout).toContain("built v1.0.0")
    expect((await page("workbench --tag v1.2.3 env-variables")).exitCode).toBe(0)
    expect((await page("workbench --tag v1.2.3 directory")).exitCode).toBe(0)
    expect(existsSync(join(app.root, "v1.0.0", "package.json")) || existsSync(join(app.root, "v1.2.3"))).toBe(
      true,
    )
    for (const folder of ["v1.0.0", "v1.2.3"])
      rmSync(join(app.root, folder), { recursive: true, force: true })
  })

  test("serve: the last service, and one by name at another port", async () => {
    expect(await up("serve --tag v1.2.3 --service api", 9000, "/health")).toMatchObject({ version: "v1.0.0" })
    expect(await up("serve --tag v1.2.3 up", 8080, "/api/health")).toMatchObject({ version: "v1.0.0" })
  })

  test("two named secrets, a variable and a file, reach the command and no output", async () => {
    const file = join(app.root, "pipeline.json")
    const config = JSON.parse(readFileSync(file, "utf8"))
    config.deployer = {
      kind: "command",
      deploy: ["node", "deploy.mjs"],
      secrets: { REGISTRY_TOKEN: "variable", KUBECONFIG: "file" },
    }
    config.stages = Object.fromEntries(
      ["staging", "production"].map((stage) => [
        stage,
        { urls: { api: "http://127.0.0.1:9", web: "http://127.0.0.1:9" } },
      ]),
    )
    writeFileSync(file, JSON.stringify(config))
    const secret = join(app.root, "..", `${app.root.split("/").at(-1)}-kubeconfig`)
    writeFileSync(secret, "canary-kubeconfig-4711")
    process.env.E2E_REGISTRY_TOKEN = "canary-registry-4711"
    try {
      const secrets = [
        ...["--secret", "env://E2E_REGISTRY_TOKEN", "--secret-name", "REGISTRY_TOKEN"],
        ...["--secret", `file://${secret}`, "--secret-name", "KUBECONFIG"],
      ]
      const refused = await callIn(app.root, "deploy-staging", "--tag", "v1.0.0")
      expect(refused.stderr).toContain("SECRETS_NOT_GIVEN")
      const { exitCode, stdout, stderr } = await callIn(
        app.root,
        ...secrets,
        ...["deploy-staging", "--tag", "v1.0.0"],
      )
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(/registry \S+ cluster \S+/)
      const history = await callIn(app.root, "history", "--stage", "staging", "--format", "json")
      expect([stdout, stderr, history.stdout].join("\n")).not.toContain("canary-")
    } finally {
      rmSync(secret)
    }
  })
})
