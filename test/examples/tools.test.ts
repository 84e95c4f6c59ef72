// @module-tag slow
import { execFileSync } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { delimiter, dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { environmentOf, ROOT, runCli } from "../helpers/cli.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../helpers/moto.ts"

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

/** As much of a cluster as setting an image and waiting for it take. */
class Cluster {
  image = "registry.example.com/shop:v0"
  readonly asked: string[] = []
  /** the application that runs there */
  readonly app = createServer((_request, response) => {
    response.end(JSON.stringify({ version: this.image.split(":").at(-1) }))
  })
  /** kubectl sends its token over TLS only */
  api: Server = this.app
  readonly token: string

  constructor(token: string) {
    this.token = token
  }

  async start(folder: string): Promise<void> {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")]
    const made = [
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-subj",
      "/CN=127.0.0.1",
    ]
    execFileSync("openssl", ["req", ...made, "-keyout", key, "-out", cert], { stdio: "ignore" })
    const options = { key: await readFile(key), cert: await readFile(cert) }
    this.api = createTlsServer(options, (request, response) => void this.answer(request, response))
    for (const server of [this.app, this.api]) {
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
    }
  }

  stop(): void {
    for (const server of [this.app, this.api]) {
      server.closeAllConnections()
      server.close()
    }
  }

  get appUrl(): string {
    return `http://127.0.0.1:${(this.app.address() as AddressInfo).port}`
  }

  get apiUrl(): string {
    return `https://127.0.0.1:${(this.api.address() as AddressInfo).port}`
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", this.apiUrl)
    const send = (body: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    this.asked.push(`${request.method} ${pathname}`)
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return void send(
        { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Unauthorized", code: 401 },
        401,
      )
    if (pathname === "/api") return void send({ kind: "APIVersions", versions: ["v1"] })
    if (pathname === "/apis") return void send(GROUPS)
    if (pathname === "/api/v1")
      return void send({ kind: "APIResourceList", groupVersion: "v1", resources: [] })
    if (pathname === "/apis/apps/v1") return void send(RESOURCES)
    const name = "/apis/apps/v1/namespaces/shop-staging/deployments"
    if (pathname === `${name}/shop`) {
      let body = ""
      for await (const chunk of request) body += chunk
      if (request.method === "PATCH") this.image = JSON.parse(body).spec.template.spec.containers[0].image
      return void send(this.deployment())
    }
    if (pathname !== name) return void send({ kind: "Status", status: "Failure", code: 404 }, 404)
    if (searchParams.get("watch") === null)
      return void send({
        kind: "DeploymentList",
        apiVersion: "apps/v1",
        metadata: { resourceVersion: "1" },
        items: [this.deployment()],
      })
    // nothing changes any more: the watch stays open until it is left
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders()
  }

  private deployment() {
    const containers = [{ name: "shop", image: this.image }]
    return {
      kind: "Deployment",
      apiVersion: "apps/v1",
      metadata: { name: "shop", namespace: "shop-staging", generation: 1, resourceVersion: "1" },
      spec: { replicas: 1, selector: { matchLabels: { app: "shop" } }, template: { spec: { containers } } },
      status: {
        observedGeneration: 1,
        replicas: 1,
        updatedReplicas: 1,
        readyReplicas: 1,
        availableReplicas: 1,
      },
    }
  }
}

const VERSION = { groupVersion: "apps/v1", version: "v1" }
const GROUPS = {
  kind: "APIGroupList",
  apiVersion: "v1",
  groups: [{ name: "apps", versions: [VERSION], preferredVersion: VERSION }],
}
const VERBS = ["get", "list", "patch", "watch"]
const RESOURCES = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: "apps/v1",
  resources: [
    { name: "deployments", singularName: "deployment", namespaced: true, kind: "Deployment", verbs: VERBS },
  ],
}

const TOKEN = "canary-cluster-token-4711"
const cluster = new Cluster(TOKEN)
const kubeconfig = () => `apiVersion: v1
kind: Config
current-context: shop
clusters:
- name: shop
  cluster:
    server: ${cluster.apiUrl}
    insecure-skip-tls-verify: true
contexts:
- name: shop
  context:
    cluster: shop
    user: ci
users:
- name: ci
  user:
    token: ${TOKEN}
`

const kubectl = works("kubectl", "version", "--client") && works("openssl", "version")
beforeAll(async () => {
  if (kubectl) await cluster.start(await temporaryDirectory())
})
afterAll(() => cluster.stop())

const describeWithKubectl = kubectl ? describe : describe.skip
describeWithKubectl(
  `E3: Kubernetes, with kubectl${kubectl ? "" : " (skipped: it or openssl is not here)"}`,
  { timeout: 120_000 },
  () => {
    test.each(["the text of the file", "its path"])("KUBECONFIG is %s", async (how) => {
      cluster.image = "registry.example.com/shop:v0"
      const { deploy, base, ledger } = await repositoryOf("kubernetes", "web", () => cluster.appUrl)
      const file = join(base, "cluster.yaml")
      await writeFile(file, kubeconfig())
      const { code, stdout, stderr } = await deploy({ KUBECONFIG: how === "its path" ? file : kubeconfig() })
      expect({ code, report: JSON.parse(stdout) }, stderr).toMatchObject({
        code: 0,
        report: { outcome: "deployed", running: { tag: "v1.0.0", verified: true } },
      })
      expect(cluster.image).toBe("registry.example.com/shop:v1.0.0")
      expect([stdout, stderr, await ledger()].join("\n")).not.toContain("canary-cluster")
    })
  },
)

test("E3: without its secret a deploy is refused before anything is asked", { timeout: 60_000 }, async () => {
  const { deploy } = await repositoryOf("kubernetes", "web", () => "http://127.0.0.1:9")
  cluster.asked.length = 0
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
  expect(cluster.asked).toEqual([])
})

/**
 * Stands for docker, which needs a daemon: logs in, pushes and runs by real requests to the registry, as a registry's
 * API has them, and records its arguments.
 */
const DOCKER = `import { createHash } from "node:crypto"
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
const [command, ...args] = process.argv.slice(2)
const { DOCKER_CONFIG, DOCKER_LOG } = process.env
appendFileSync(DOCKER_LOG, [command, ...args].join(" ") + "\\n")
const saved = DOCKER_CONFIG + "/auth"
const [host, path] = (args.at(-1) ?? "").split(/\\/(.*)/)
const [name, tag] = (path ?? "").split(":")
const ask = async (method, where, body) => {
  const authorization = "Basic " + readFileSync(saved, "utf8")
  const answer = await fetch("http://" + host + "/v2/" + where, { method, body, headers: { authorization } })
  if (!answer.ok) throw new Error(method + " " + where + ": " + answer.status)
}
if (command === "login") {
  const password = readFileSync(0, "utf8")
  writeFileSync(saved, Buffer.from(args[1] + ":" + password).toString("base64"))
}
if (command === "push") {
  const layer = readFileSync("server.mjs")
  const digest = "sha256:" + createHash("sha256").update(layer).digest("hex")
  await ask("PUT", name + "/blobs/uploads/1?digest=" + digest, layer)
  await ask("PUT", name + "/manifests/" + tag, JSON.stringify({ schemaVersion: 2, layers: [{ digest }] }))
}
if (command === "run") await ask("GET", name + "/manifests/" + tag)
`

test("E3: a Docker image is pushed with the registry's login, which no argument holds, and run", {
  timeout: 90_000,
}, async () => {
  const LOGIN = "ci:canary-registry-4711"
  const pushed = new Map<string, string>()
  let runs: string | null = null
  const registry = createServer(async (request, response) => {
    if (request.url?.startsWith("/health")) return void response.end(JSON.stringify(runs && JSON.parse(runs)))
    const path = new URL(request.url ?? "/", "http://registry").pathname
    let body = ""
    for await (const chunk of request) body += chunk
    const isKnown = request.headers.authorization === `Basic ${Buffer.from(LOGIN).toString("base64")}`
    if (isKnown && request.method === "PUT") pushed.set(path, body)
    if (isKnown && request.method === "GET" && pushed.has(path))
      runs = JSON.stringify({ version: "v1.0.0", sha })
    response.writeHead(isKnown && pushed.has(path) ? 200 : 401).end(pushed.get(path))
  })
  registry.listen(0, "127.0.0.1")
  await once(registry, "listening")
  const address = `127.0.0.1:${(registry.address() as AddressInfo).port}`
  const { repo, deploy, base, ledger } = await repositoryOf("docker", "web", () => `http://${address}`, {
    IMAGE: `${address}/shop:{tag}`,
  })
  const sha = await repo.git("rev-parse", "v1.0.0")
  const [programs, log] = [join(base, "programs"), join(base, "docker.log")]
  await mkdir(programs)
  await writeFile(join(programs, "docker.mjs"), DOCKER)
  await writeFile(join(programs, "docker"), `#!/bin/sh\nexec node "${programs}/docker.mjs" "$@"\n`, {
    mode: 0o755,
  })
  const PATH = [programs, dirname(process.execPath), process.env.PATH].join(delimiter)
  try {
    const { code, stdout, stderr } = await deploy({ PATH, DOCKER_LOG: log, REGISTRY_LOGIN: LOGIN })
    expect({ code, report: JSON.parse(stdout) }, stderr).toMatchObject({
      code: 0,
      report: { outcome: "deployed", running: { tag: "v1.0.0", sha, verified: true } },
    })
    expect([...pushed.keys()]).toEqual(["/v2/shop/blobs/uploads/1", "/v2/shop/manifests/v1.0.0"])
    const argv = await readFile(log, "utf8")
    expect(argv.split("\n").map((line) => line.split(" ")[0])).toEqual([
      "login",
      "build",
      "push",
      "rm",
      "run",
      "",
    ])
    expect([argv, stdout, stderr, await ledger()].join("\n")).not.toContain("canary-registry")
  } finally {
    registry.closeAllConnections()
    registry.close()
  }
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
