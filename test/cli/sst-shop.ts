import { chmod, mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { parseConfig } from "../../src/core/config/parse.ts"
import type { Config } from "../../src/core/config/schema.ts"
import { GitRepo } from "../helpers/git-repo.ts"
import { roleArnOf } from "../helpers/shop.ts"

/** The ledger is on the remote, whose repository at GitHub pipeline.json names. */
const CONFIG = {
  app: "shop",
  ledger: { remote: "origin" },
  github: { repository: "octo-org/shop" },
  deployer: { kind: "sst", install: ["true"], outputs: ["api"], timeoutSeconds: 4000 },
  smoke: { checks: [{ name: "api", url: "{api}/health", expect: { version: "version" } }] },
  stages: {
    staging: { region: "eu-central-1", roleArn: roleArnOf("staging") },
    production: { region: "eu-central-1", roleArn: roleArnOf("production") },
  },
}

export const SHOP: Config = parseConfig(JSON.stringify(CONFIG))

/** `sst secret list` and `sst secret set` as SST's own command line has them, on parameters of SSM. */
const SST = `#!/usr/bin/env node
const [, , , action, ...args] = process.argv
const stage = args[args.indexOf("--stage") + 1]
const path = "/sst/shop/" + stage + "/"
async function ssm(target, content) {
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AmazonSSM." + target,
      authorization: "AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID + "/20260101/eu-central-1/ssm/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(content),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}
async function main() {
  if (action === "set") {
    let Value = ""
    for await (const chunk of process.stdin) Value += chunk
    return ssm("PutParameter", { Name: path + args[0], Value, Type: "SecureString", Overwrite: true })
  }
  const { Parameters } = await ssm("GetParametersByPath", { Path: path, WithDecryption: true })
  if (Parameters.length === 0) {
    console.error("\u2715  No secrets found")
    process.exit(1)
  }
  console.log("# shop/" + stage)
  for (const { Name, Value } of Parameters) console.log(Name.slice(path.length) + "=" + Value)
}
main().catch((error) => { console.error(error.message); process.exit(1) })
`

const SOURCES: Readonly<Record<string, string>> = {
  "pipeline.json": JSON.stringify(CONFIG),
  "sst.config.ts":
    'new sst.Secret("AuthSecret"); new sst.Secret("ChatKey"); new sst.Secret("Theme", "light")',
  "node_modules/sst/package.json": '{ "name": "sst", "version": "4.0.0" }',
  [`node_modules/sst-${process.platform}-${process.arch}/bin/sst`]: SST,
}

/** A shop that SST deploys, and the bare repository that is its remote; nothing of it is released yet. */
export async function sstShop(): Promise<{ shop: GitRepo; remote: GitRepo }> {
  const [shop, remote] = [await GitRepo.create(), await GitRepo.create("--bare")]
  for (const [path, text] of Object.entries(SOURCES)) {
    await mkdir(dirname(join(shop.root, path)), { recursive: true })
    await writeFile(join(shop.root, path), text)
    if (text === SST) await chmod(join(shop.root, path), 0o755)
  }
  await shop.git("remote", "add", "origin", remote.root)
  await shop.commit("the shop")
  await shop.git("push", "--quiet", "origin", "main")
  return { shop, remote }
}
