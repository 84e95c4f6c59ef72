import { expect, test } from "vitest"
import { neededScripts } from "../../../src/core/config/command-rules.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import { withValue } from "./samples.ts"

const needed = (deployer: object, migrations?: object) => {
  const config = JSON.parse(withValue(["deployer"], deployer)) as Record<string, unknown>
  const smoke = { checks: [{ name: "a", url: "https://x.org", expect: { version: "v" } }] }
  const text = JSON.stringify({ ...config, smoke, ...(migrations === undefined ? {} : { migrations }) })
  return neededScripts(parseConfig(text)).map(({ path, file, script, isInstalled }) =>
    [path, script === null ? file : `${file}#${script}`, isInstalled ? "installed" : null]
      .filter(Boolean)
      .join(" "),
  )
}

const deploying = (...deploy: string[]) => needed({ kind: "command", deploy })

test.each<[string[], string[]]>([
  [["./deploy.sh", "{stage}"], ["deployer.deploy deploy.sh"]],
  [["scripts/../bin/deploy"], ["deployer.deploy bin/deploy"]],
  [["node", "deploy.mjs", "x"], ["deployer.deploy deploy.mjs"]],
  [["python3.12", "ops/deploy.py"], ["deployer.deploy ops/deploy.py"]],
  [["bash", "./a/b.sh"], ["deployer.deploy a/b.sh"]],
  [["npm", "run", "deploy", "--", "--stage={stage}", "-w"], ["deployer.deploy package.json#deploy"]],
  [["pnpm", "run-script", "deploy:prod"], ["deployer.deploy package.json#deploy:prod"]],
  // what is the machine's, another package's, a module's, an option's, or depends on the run
  [["deploy"], []],
  [["/usr/bin/deploy"], []],
  [["node"], []],
  [["node", "--eval", "1"], []],
  [["node", "-r", "x.js", "y.js"], []],
  [["node", "server"], []],
  [["node", "deploy-{stage}.mjs"], []],
  [["sh", "-c", "./deploy.sh"], []],
  [["npm", "run", "deploy", "--workspace", "web"], []],
  [["npm", "run", "--silent", "deploy"], []],
  [["npm", "ci"], []],
  [["bun", "run", "deploy.ts"], []],
  [["yarn", "run", "deploy"], ["deployer.deploy package.json#deploy"]],
  [["bun", "run", "deploy"], ["deployer.deploy package.json#deploy"]],
  [["npm", "run", "deploy", "-x-w", "-wide"], ["deployer.deploy package.json#deploy"]],
  [["mynode", "deploy.mjs"], []],
  [["nodemon", "deploy.mjs"], []],
  [["node", "a.b/server"], []],
  [["make", "run", "deploy"], []],
  [["npm", "start", "deploy"], []],
  [["npm", "run"], []],
  [["npm", "run", "deploy", "-w"], []],
  [["npm", "run", "deploy", "--", "-w", "x"], ["deployer.deploy package.json#deploy"]],
  [["./a//b.sh"], ["deployer.deploy a/b.sh"]],
  [["./{stage}.sh"], []],
])("%j needs %j", (deploy, files) => expect(deploying(...deploy)).toEqual(files))

test("each command is looked at, where it runs, and whether an installation comes before it", () => {
  expect(
    needed(
      { kind: "command", install: ["./install.sh"], deploy: ["node", "dist/deploy.js"] },
      {
        path: "db",
        run: {
          when: "before",
          directory: "packages/db",
          install: ["npm", "ci"],
          command: ["npm", "run", "up"],
          head: ["./head.sh"],
        },
      },
    ),
  ).toEqual([
    "deployer.install install.sh",
    "deployer.deploy dist/deploy.js installed",
    "migrations.run.command packages/db/package.json#up installed",
    "migrations.run.head packages/db/head.sh installed",
  ])
  const run = { when: "before", command: ["./up.sh"] }
  expect(needed({ kind: "command", deploy: ["./d.sh"] }, { path: "db", run })).toEqual([
    "deployer.deploy d.sh",
    "migrations.run.command up.sh",
  ])
  expect(needed({ kind: "sst", directory: "infra", install: ["./i.sh"] })).toEqual([
    "deployer.install infra/i.sh",
  ])
  expect(needed({ kind: "sandbox", services: { api: { command: ["node", "api.mjs"] } } })).toEqual([
    "deployer.services.api.command api.mjs",
  ])
})
