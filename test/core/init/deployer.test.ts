import { describe, expect, test } from "vitest"
import {
  type Answers,
  addressesOf,
  type Found,
  type Way,
  wayToDeploy,
} from "../../../src/core/init/project.ts"
import { foundOf, saidOf } from "./samples.ts"

const SST = `export default $config({
  app: () => ({ name: "shop" }),
  async run() {
    const api = new sst.aws.ApiGatewayV2("Api")
    return { api: api.url, web: new sst.aws.Nextjs("Web", { domain: "a, b" }).url, version: process.env.PIPELINE_TAG }
  },
})`

const npm = { packageJson: "{}", lockfiles: ["package-lock.json"], yarnrc: false }
const pnpm = { packageJson: '{"packageManager":"pnpm@9.1.0"}', lockfiles: ["pnpm-lock.yaml"], yarnrc: false }
const deployment = {
  path: "k8s/shop.yaml",
  name: "shop",
  container: "web",
  image: "registry.test:5000/octo/shop:v1@sha256:ab",
}

const ways: [string, Partial<Found>, Partial<Answers>, object][] = [
  [
    "a person's command before everything else",
    { sst: { directory: "", text: SST } },
    { deploy: ["make", "deploy"] },
    {
      found: "the deploy command make deploy",
      deployer: { kind: "command", deploy: ["make", "deploy"] },
      address: "app",
    },
  ],
  [
    "a shell script, which is given the stage",
    { script: { path: "scripts/deploy.sh", shell: "bash" }, dockerfile: "FROM node" },
    {},
    {
      found: "the script scripts/deploy.sh",
      deployer: { kind: "command", deploy: ["bash", "scripts/deploy.sh", "{stage}"] },
      notes: expect.arrayContaining([expect.stringContaining("the stage as its only argument")]),
    },
  ],
  [
    "an SST app, with its outputs",
    { sst: { directory: "", text: SST } },
    {},
    {
      found: "an SST app, sst.config.ts, with the outputs api, web",
      deployer: { kind: "sst", outputs: ["api", "web"] },
      address: "api",
      notes: [expect.stringContaining("Set stages.*.region")],
    },
  ],
  [
    "an SST app in a folder whose outputs cannot be seen",
    { sst: { directory: "infra", text: "export default config" } },
    {},
    {
      found: "an SST app, infra/sst.config.ts, with the outputs app",
      deployer: { kind: "sst", directory: "infra", outputs: ["app"] },
      notes: expect.arrayContaining([expect.stringContaining("returns no address")]),
    },
  ],
  [
    "a script",
    { scripts: { deploy: "x" }, manifest: npm },
    {},
    {
      deployer: {
        kind: "command",
        install: ["npm", "ci", "--no-audit", "--no-fund"],
        deploy: ["npm", "run", "deploy"],
      },
    },
  ],
  [
    "a script for each stage, with the tree's own package manager",
    { scripts: { "deploy:staging": "x", "deploy:production": "y" }, manifest: pnpm },
    {},
    {
      found: "the script deploy:{stage} of package.json",
      deployer: { deploy: ["pnpm", "run", "deploy:{stage}"] },
    },
  ],
  [
    "a script in a folder that is called like another package manager",
    { scripts: { deploy: "x" }, manifest: npm, directory: "pnpm", installsAtRoot: false },
    {},
    {
      deployer: {
        install: ["sh", "-euc", 'cd "$0"; exec "$@"', "pnpm", "npm", "ci", "--no-audit", "--no-fund"],
        deploy: ["sh", "-euc", 'cd "$0"; exec "$@"', "pnpm", "npm", "run", "deploy"],
      },
    },
  ],
  [
    "a script in a folder without a lockfile",
    {
      scripts: { deploy: "x" },
      manifest: { ...npm, lockfiles: [] },
      directory: "web",
      installsAtRoot: false,
    },
    {},
    {
      deployer: {
        kind: "command",
        deploy: ["sh", "-euc", 'cd "$0"; exec "$@"', "web", "npm", "run", "deploy"],
      },
    },
  ],
  [
    "a shell script in a folder with a lockfile of nothing",
    {
      script: { path: "deploy.sh", shell: "sh" },
      manifest: { ...npm, packageJson: null },
      ...{ directory: "web", installsAtRoot: false },
    },
    {},
    {
      deployer: {
        kind: "command",
        deploy: ["sh", "-euc", 'cd "$0"; exec "$@"', "web", "sh", "deploy.sh", "{stage}"],
      },
    },
  ],
  [
    "a script without a lockfile, or with one that nothing reads",
    { scripts: { deploy: "x" }, manifest: { ...npm, lockfiles: ["yarn.lock", "bun.lock"] } },
    {},
    { deployer: { kind: "command", deploy: ["npm", "run", "deploy"] } },
  ],
  [
    "a script of a named package manager without a lockfile, which could install nothing that is pinned",
    {
      scripts: { deploy: "x" },
      manifest: { ...npm, packageJson: '{"packageManager":"pnpm@9.1.0"}', lockfiles: [] },
    },
    {},
    { deployer: expect.not.objectContaining({ install: expect.anything() }) },
  ],
  [
    "a Kubernetes Deployment",
    { deployment },
    {},
    {
      found: "the Kubernetes Deployment shop in k8s/shop.yaml",
      deployer: {
        kind: "command",
        deploy: [
          "kubectl",
          "--namespace",
          "{stage}",
          "set",
          "image",
          "deployment/shop",
          "web=registry.test:5000/octo/shop:{tag}",
        ],
      },
      notes: [
        "The deploy command gets PIPELINE_STAGE, PIPELINE_TAG and PIPELINE_SHA: the application has to answer with the tag.",
        "The image of a tag must have been pushed before its deploy; each stage is a namespace.",
      ],
    },
  ],
  [
    "a Kubernetes Deployment whose image has a digest alone",
    { deployment: { ...deployment, image: "octo/shop@sha256:ab" } },
    {},
    { deployer: { deploy: expect.arrayContaining(["web=octo/shop:{tag}"]) } },
  ],
  [
    "a compose file",
    { compose: "compose.yaml", dockerfile: "FROM node" },
    {},
    {
      deployer: {
        deploy: [
          "docker",
          "compose",
          "--project-name",
          "shop-{stage}",
          "up",
          "--detach",
          "--build",
          "--wait",
        ],
      },
    },
  ],
]

test.each(ways)("%s", (_, found, said, way) => {
  expect(wayToDeploy(foundOf(found), "shop", saidOf(said))).toMatchObject(way)
})

test.each([
  ["FROM node\nEXPOSE 3000\n", {}, "port=8080 ;; *) port=8081", ":3000"],
  ["FROM node\n# EXPOSE 1\n#EXPOSE 2\n  EXPOSE   3000\n", {}, "port=8080 ;; *) port=8081", ":3000"],
  [
    "FROM node",
    { production: "http://10.0.0.1:9000", staging: "https://staging.test" },
    "port=9000 ;; *) port=8081",
    ":8080",
  ],
])("a Dockerfile %j runs as a container for each stage", (dockerfile, said, ports, inner) => {
  const way = wayToDeploy(foundOf({ dockerfile }), "shop", saidOf(said)) as Way
  const [shell, flags, script = ""] = way.deployer.deploy as string[]
  expect([shell, flags]).toEqual(["sh", "-euc"])
  expect(way.found).toBe("a Dockerfile")
  expect(way.notes.at(-1)).toBe("The containers run where the pipeline does.")
  expect(script).toContain(ports)
  expect(script).toContain(`--publish "$port${inner}"`)
  expect(script.split("\n").map((line) => line.split(" ", 2).join(" "))).toEqual([
    'case "$PIPELINE_STAGE"',
    "docker build",
    "docker rm",
    "docker run",
  ])
})

test("a script for one stage alone is no way to deploy", () => {
  expect(wayToDeploy(foundOf({ scripts: { "deploy:staging": "x" } }), "shop", saidOf())).toBeNull()
})

test("without a lockfile nothing is installed", () => {
  const unlocked = { manifest: { ...npm, lockfiles: [] }, directory: "web", installsAtRoot: false }
  const way = wayToDeploy(foundOf({ scripts: { deploy: "x" }, ...unlocked }), "shop", saidOf())
  expect(way?.deployer).not.toHaveProperty("install")
})

test("nothing shows how a folder of texts is deployed", () => {
  expect(wayToDeploy(foundOf({ scripts: { start: "node ." } }), "shop", saidOf())).toBeNull()
})

describe("the outputs of an SST app", () => {
  test.each([
    ["run() { return { api: router.url } }", ["api"]],
    ["run() { return {\n  // the shop\n  web, /* and */ api: api.url,\n  } }", ["web", "api"]],
    ["run() { return { one: 1, two } }", ["one", "two"]],
    ['run() { return { site: new sst.aws.StaticSite("S"), [key]: 1, } }', ["site"]],
    ['run() { return { a: "http://x.test", b: 1 } }', ["a"]],
    ["async run () { return { api: a.url } }", ["api"]],
    ["run() { return { web: f({ a: 1, url: y.url }) } }", ["web"]],
    ['run() { return { "my-url": x.url, api: y.url } }', ["api"]],
    ["run() { return { url() {}, api: y.url } }", ["api"]],
    ["run() { return {api:y.url, n: 1} }", ["api"]],
    ["run() { return { web: w.url,// also\n api: a.url } }", ["web", "api"]],
    ["run() { return }", []],
    ["app() { return { name: url } }", []],
    ["return { a: b.url }; run() {}", []],
  ])("of %j are %j", (text, names) => expect(addressesOf(text)).toEqual(names))
})
