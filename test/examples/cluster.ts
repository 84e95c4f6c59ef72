import { execFileSync } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import type { Stage } from "../../src/core/stage.ts"

const stageIn = (path: string | undefined, before: string): Stage =>
  path?.includes(`${before}production`) ? "production" : "staging"

/** As much of a cluster as setting an image and waiting for it take. */
export class Cluster {
  private readonly images: Record<Stage, string>
  readonly asked: string[] = []
  /** what runs there: the application of a stage is below its name */
  readonly app = createServer((request, response) => {
    const stage = stageIn(request.url, "/")
    const version = this.image(stage).split(":").at(-1) ?? ""
    response.writeHead(this.isBad(stage, version) ? 500 : 200).end(JSON.stringify({ version }))
  })
  isBad: (stage: Stage, version: string) => boolean = () => false
  /** kubectl sends its token over TLS only */
  api: Server = this.app
  readonly token: string

  constructor(token: string, version = "v0") {
    this.token = token
    const image = `registry.example.com/shop:${version}`
    this.images = { staging: image, production: image }
  }

  image(stage: Stage): string {
    return this.images[stage]
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

  /** the file that lets kubectl in */
  get kubeconfig(): string {
    return `apiVersion: v1
kind: Config
current-context: shop
clusters:
- name: shop
  cluster:
    server: ${this.apiUrl}
    insecure-skip-tls-verify: true
contexts:
- name: shop
  context:
    cluster: shop
    user: ci
users:
- name: ci
  user:
    token: ${this.token}
`
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
    const stage = stageIn(pathname, "/namespaces/shop-")
    const name = `/apis/apps/v1/namespaces/shop-${stage}/deployments`
    if (pathname === `${name}/shop`) {
      let body = ""
      for await (const chunk of request) body += chunk
      if (request.method === "PATCH")
        this.images[stage] = JSON.parse(body).spec.template.spec.containers[0].image
      return void send(this.deployment(stage))
    }
    if (pathname !== name) return void send({ kind: "Status", status: "Failure", code: 404 }, 404)
    if (searchParams.get("watch") === null)
      return void send({
        kind: "DeploymentList",
        apiVersion: "apps/v1",
        metadata: { resourceVersion: "1" },
        items: [this.deployment(stage)],
      })
    // nothing changes any more: the watch stays open until it is left
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders()
  }

  private deployment(stage: Stage) {
    const containers = [{ name: "shop", image: this.images[stage] }]
    return {
      kind: "Deployment",
      apiVersion: "apps/v1",
      metadata: { name: "shop", namespace: `shop-${stage}`, generation: 1, resourceVersion: "1" },
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
