// @module-tag slow
import { execFileSync } from "node:child_process"
import { cp, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { environmentOf, ROOT, runCli } from "../helpers/cli.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../helpers/moto.ts"
import { Cluster } from "./cluster.ts"
import { Registry } from "./registry.ts"

/** A repository that is an example, its stages at addresses of a test's own, with one version. */
async function repositoryOf(
  example: string,
  name: string,
  urlOf: (stage: string) => string,
  variables: Record<string, string> = {},
) {
  const repo = await GitRepo.create()
  await cp(join(ROOT, "examples", example), repo.root, { recursive: true })
  const file = join(repo.root, "pipeline.json")
  const config = JSON.parse(await readFile(file, "utf8"))
  for (const stage of ["staging", "production"]) config.stages[stage].urls = { [name]: urlOf(stage) }
  Object.assign(config.deployer.env, variables)
  Object.assign(config.smoke, {
    deadlineSeconds: 20,
    settleSeconds: 0,
    intervalSeconds: 0.2,
    confirmIntervalSeconds: 0.1,
  })
  await writeFile(file, JSON.stringify(config))
  await repo.commit("one")
  await repo.git("tag", "v1.0.0")
  const base = await temporaryDirectory()
  await mkdir(join(base, "home"))
  const where = (env: Record<string, string>) => ({
    cwd: repo.root,
    home: join(base, "home"),
    tmp: base,
    env,
  })
  return {
    repo,
    base,
    deploy: (env: Record<string, string>) =>
      runCli("node", ["deploy-staging", "--tag", "v1.0.0", "--format", "json"], where(env)),
    /** @returns the exit code and the first line of a command's report */
    async run(command: string, env: Record<string, string>) {
      const { code, stdout, stderr } = await runCli("node", command.split(" "), where(env))
      return `${code} ${(stdout || stderr).split("\n")[0]}`
    },
    /** everything that the ledger has */
    ledger: () => repo.git("log", "--patch", "--all", "refs/pipeline/ledger/staging"),
  }
}

const works = (...argv: [string, ...string[]]): boolean => {
  const [program, ...args] = argv
  try {
    execFileSync(program, args, {
      stdio: "ignore",
      env: environmentOf({ cwd: "/", home: "/nowhere", tmp: "/tmp" }),
    })
    return true
  } catch {
    return false
  }
}

const TOKEN = "canary-cluster-token-4711"

async function clusterOf(version: string): Promise<Cluster> {
  const cluster = new Cluster(TOKEN, version)
  await cluster.start(await temporaryDirectory())
  onTestFinished(() => cluster.stop())
  return cluster
}

async function registryOf(login: string): Promise<Registry> {
  const registry = new Registry(login, await temporaryDirectory())
  await registry.start()
  onTestFinished(() => registry.stop())
  return registry
}

/** From v1.3.0, which was deployed by hand, to a version that is bad in production alone, and back. */
async function playDay(
  { repo, run }: Awaited<ReturnType<typeof repositoryOf>>,
  env: Record<string, string>,
  built: (tag: string, sha: string) => void,
): Promise<void> {
  const shas: Record<string, string> = {}
  for (const tag of ["v1.3.0", "v1.4.0"]) {
    await repo.commit(tag, { "version.txt": tag })
    await repo.git("tag", tag)
    shas[tag] = await repo.git("rev-parse", "HEAD")
    built(tag, shas[tag])
  }
  const named = (tag: string) => `${tag} (${shas[tag]?.slice(0, 7)})`
  const days = [
    ["smoke --stage production", /^0 production serves v1\.3\.0/],
    ["adopt --tag v1.3.0 --stage production", `0 production runs ${named("v1.3.0")}, adopted, verified`],
    ["deploy-staging --tag v1.4.0", `0 staging runs ${named("v1.4.0")}, verified`],
    [
      "deploy-production --tag v1.4.0",
      `1 production runs ${named("v1.3.0")}, not v1.4.0: rolled back, verified`,
    ],
  ] as const
  for (const [command, end] of days) {
    const ended = await run(command, env)
    if (typeof end === "string") expect(ended).toBe(end)
    else expect(ended).toMatch(end)
  }
}

const kubectl = works("kubectl", "version", "--client") && works("openssl", "version")
const describeWithKubectl = kubectl ? describe : describe.skip
describeWithKubectl(
  `E3: Kubernetes, with kubectl${kubectl ? "" : " (skipped: it or openssl is not here)"}`,
  { timeout: 120_000 },
  () => {
    test.each(["the text of the file", "its path"])("KUBECONFIG is %s", async (how) => {
      const cluster = await clusterOf("v0")
      const { deploy, base, ledger } = await repositoryOf(
        "kubernetes",
        "web",
        (stage) => `${cluster.appUrl}/${stage}`,
      )
      const file = join(base, "cluster.yaml")
      await writeFile(file, cluster.kubeconfig)
      const { code, stdout, stderr } = await deploy({
        KUBECONFIG: how === "its path" ? file : cluster.kubeconfig,
      })
      expect({ code, report: JSON.parse(stdout) }, stderr).toMatchObject({
        code: 0,
        report: { outcome: "deployed", running: { tag: "v1.0.0", verified: true } },
      })
      expect(cluster.image("staging")).toBe("registry.example.com/shop:v1.0.0")
      expect([stdout, stderr, await ledger()].join("\n")).not.toContain("canary-cluster")
    })

    test("from what runs there already to a bad version and back", async () => {
      const cluster = await clusterOf("v1.3.0")
      const repository = await repositoryOf("kubernetes", "web", (stage) => `${cluster.appUrl}/${stage}`)
      cluster.isBad = (stage, version) => stage === "production" && version === "v1.4.0"
      await playDay(repository, { KUBECONFIG: cluster.kubeconfig }, () => {})
      expect(cluster.image("production")).toBe("registry.example.com/shop:v1.3.0")
    })
  },
)

test("E3: without its secret a deploy is refused before the tool is started", {
  timeout: 60_000,
}, async () => {
  const { deploy } = await repositoryOf("kubernetes", "web", () => "http://127.0.0.1:9")
  const { code, stdout } = await deploy({})
  expect({ code, report: JSON.parse(stdout) }).toMatchObject({
    code: 3,
    report: {
      reason: {
        code: "SECRETS_NOT_GIVEN",
        message: "This run was not given KUBECONFIG, which pipeline.json names.",
      },
      changed: false,
    },
  })
})

test("E3: a Docker image is pushed with the registry's login, which no argument holds, and run", {
  timeout: 90_000,
}, async () => {
  const registry = await registryOf("ci:canary-registry-4711")
  const { repo, deploy, ledger } = await repositoryOf("docker", "web", (stage) => registry.appUrl(stage), {
    IMAGE: `${registry.address}/shop:{tag}`,
  })
  const sha = await repo.git("rev-parse", "v1.0.0")
  registry.shas.set("v1.0.0", sha)
  const { code, stdout, stderr } = await deploy(registry.env)
  expect({ code, report: JSON.parse(stdout) }, stderr).toMatchObject({
    code: 0,
    report: { outcome: "deployed", running: { tag: "v1.0.0", sha, verified: true } },
  })
  expect([...registry.pushed.keys()]).toEqual(["/v2/shop/blobs/uploads/1", "/v2/shop/manifests/v1.0.0"])
  const argv = await registry.argv()
  expect(argv.map((line) => line.split(" ")[0])).toEqual(["login", "build", "push", "rm", "run"])
  expect([...argv, stdout, stderr, await ledger()].join("\n")).not.toContain("canary-registry")
})

test("E3: Docker, from what runs there already to a bad version and back", { timeout: 120_000 }, async () => {
  const registry = await registryOf("ci:canary-registry-4711")
  const repository = await repositoryOf("docker", "web", (stage) => registry.appUrl(stage), {
    IMAGE: `${registry.address}/shop:{tag}`,
  })
  registry.running.production = "v1.3.0"
  registry.isBad = (stage, version) => stage === "production" && version === "v1.4.0"
  await playDay(repository, registry.env, (tag, sha) => registry.shas.set(tag, sha))
  expect(registry.running).toEqual({ staging: "v1.4.0", production: "v1.3.0" })
})

const aws = works("aws", "--version")
describeWithMoto("E3: a static site in S3", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)

  test.skipIf(!aws)(
    "is copied by the AWS CLI (skipped where there is none)",
    { timeout: 120_000 },
    async () => {
      const open = {
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::site-staging/*",
      }
      await fetch(`${moto.url}/site-staging`, { method: "PUT" })
      const policy = JSON.stringify({ Version: "2012-10-17", Statement: [open] })
      await fetch(`${moto.url}/site-staging?policy`, { method: "PUT", body: policy })
      const { deploy, ledger } = await repositoryOf(
        "static-site",
        "site",
        (stage) => `${moto.url}/site-${stage}`,
      )
      const { AWS_ENDPOINT_URL = "", AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = moto.env
      const { code, stdout, stderr } = await deploy({
        AWS_ENDPOINT_URL,
        AWS_ACCESS_KEY_ID,
        AWS_SECRET_ACCESS_KEY,
      })
      expect({ code, report: JSON.parse(stdout) }, stderr).toMatchObject({
        code: 0,
        report: { outcome: "deployed", running: { tag: "v1.0.0", verified: true } },
      })
      expect(await (await fetch(`${moto.url}/site-staging/index.html`)).text()).toContain("<h1>Hello</h1>")
      expect([stdout, stderr, await ledger()].join("\n")).not.toContain(AWS_SECRET_ACCESS_KEY)
    },
  )
})
