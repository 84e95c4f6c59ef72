// @module-tag slow
import { execFile } from "node:child_process"
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { CreateRoleCommand, GetRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam"
import { afterAll, beforeAll, expect, test } from "vitest"
import { runCli } from "../helpers/cli.ts"
import { describeWithMoto, MOTO_START_MS, type Moto, startMoto } from "../helpers/moto.ts"

const REQUIRED = ["trust-policy", "--repository", "octo-org/shop", "--account", "123456789012"]
const NUMBERS = ["--owner-id", "123456", "--repository-id", "456789"]
const run = promisify(execFile)

let directory: string
beforeAll(async () => {
  // neither a repository nor a pipeline.json
  directory = await mkdtemp(join(tmpdir(), "trust-policy-"))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const pipeline = (...args: string[]) =>
  runCli("here", args, { cwd: directory, home: directory, tmp: directory })

test("stdout is the policy and nothing else, in a directory with nothing in it", async () => {
  const { code, stdout, stderr } = await pipeline(...REQUIRED, "--stage", "staging")
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ Version: "2012-10-17", Statement: [{ Effect: "Allow" }] })
  expect(stdout).toContain('"repo:octo-org/shop:environment:staging"')
  expect(stderr).toContain("GitHub's numbers are not given")
})

test("all that is wrong is named at once", async () => {
  const args = ["trust-policy", "--repository", "octo'; rm -rf /", "--account", "1", "--services", "$(id)"]
  const { code, stdout, stderr } = await pipeline(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
  for (const option of ["--repository:", "--account:", "--services:"]) expect(stderr).toContain(option)
})

test("the commands are words that a shell passes on as they are", async () => {
  const { stdout } = await pipeline(...REQUIRED, ...NUMBERS, "--as", "commands")
  const script = join(directory, "commands.sh")
  const aws = join(directory, "aws")
  const seen = join(directory, "argv.jsonl")
  await writeFile(script, stdout)
  await writeFile(
    aws,
    `#!${process.execPath}\nrequire("fs").appendFileSync(${JSON.stringify(seen)}, JSON.stringify(process.argv.slice(2)) + "\\n")\n`,
  )
  await chmod(aws, 0o755)
  await run("bash", ["-eu", script], { env: { PATH: `${directory}:${process.env.PATH}` } })
  const commands = (await readFile(seen, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string[])
  expect(commands.map((argv) => argv.slice(0, 2).join(" "))).toEqual([
    "iam create-open-id-connect-provider",
    "iam create-policy",
    "iam create-role",
    "iam put-role-policy",
  ])
  const trust = JSON.parse(commands[2]?.at(-1) ?? "")
  expect(trust).toEqual(JSON.parse((await pipeline(...REQUIRED, ...NUMBERS)).stdout))
})

describeWithMoto("IAM", () => {
  let moto: Moto
  beforeAll(async () => {
    moto = await startMoto()
  }, MOTO_START_MS)

  test("takes both policies", async () => {
    const [trust, permissions] = await Promise.all([
      pipeline(...REQUIRED, ...NUMBERS),
      pipeline(...REQUIRED, "--policy", "permissions"),
    ])
    const iam = new IAMClient(moto.client)
    const RoleName = "deploy-shop-production"
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust.stdout }))
    const policy = { RoleName, PolicyName: "deploy", PolicyDocument: permissions.stdout }
    await iam.send(new PutRolePolicyCommand(policy))
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
    const document = Role?.AssumeRolePolicyDocument ?? ""
    expect(JSON.parse(decodeURIComponent(document))).toEqual(JSON.parse(trust.stdout))
  })
})
