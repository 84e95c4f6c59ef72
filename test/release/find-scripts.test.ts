import { describe, expect, test } from "vitest"
import { World } from "../helpers/world.ts"

const worldWith = (deployer: object, files: Record<string, string>) => {
  const world = new World({ config: { deployer: { kind: "command", outputs: "o.json", ...deployer } } })
  world.tagWith("v1.0.0", files)
  return world
}

const gate = async (world: World) => {
  const { report, deploys } = await world.deploy("staging", "v1.0.0")
  const { status, code, detail } = report.gates.find(({ id }) => id === "tree") ?? {}
  expect(deploys.length === 0).toBe(status === "fail")
  return [status, code, detail]
}

const LACKS = "v1.0.0 lacks what pipeline.json starts: deployer.deploy starts"

describe("E6: a command starts what the version does not have", () => {
  test.each<[string, object, Record<string, string>, unknown[]]>([
    ["a file", { deploy: ["node", "deploy.mjs"] }, {}, ["fail", "SCRIPT_MISSING", `${LACKS} deploy.mjs.`]],
    [
      "a file that is there under another name",
      { deploy: ["./ops/deploy.sh"] },
      { "ops/deployy.sh": "", "ops/undo.sh": "" },
      ["fail", "SCRIPT_MISSING", `${LACKS} ops/deploy.sh (did you mean ops/deployy.sh?).`],
    ],
    [
      "a package script",
      { deploy: ["npm", "run", "deploy"] },
      { "package.json": '{"scripts": {"deploy:all": "x"}}' },
      ["fail", "SCRIPT_MISSING", `${LACKS} the script deploy of package.json (did you mean deploy:all?).`],
    ],
    [
      "a package script without a package.json",
      { deploy: ["npm", "run", "deploy"] },
      {},
      ["fail", "SCRIPT_MISSING", `${LACKS} package.json.`],
    ],
    [
      "a package script of what is no JSON",
      { deploy: ["npm", "run", "deploy"] },
      { "package.json": "{" },
      ["fail", "SCRIPT_MISSING", `${LACKS} the script deploy of package.json.`],
    ],
    [
      "what an installation might have made is in a folder that is there",
      { install: ["npm", "ci"], deploy: ["node", "ops/deploy.mjs"] },
      { "ops/other.mjs": "" },
      ["fail", "SCRIPT_MISSING", `${LACKS} ops/deploy.mjs.`],
    ],
  ])("%s", async (_, deployer, files, found) => expect(await gate(worldWith(deployer, files))).toEqual(found))

  test.each<[string, object, Record<string, string>]>([
    ["it is there", { deploy: ["node", "deploy.mjs"] }, { "deploy.mjs": "" }],
    [
      "the package script is there",
      { deploy: ["npm", "run", "deploy"] },
      { "package.json": '{"scripts": {"deploy": "x"}}' },
    ],
    [
      "an installation may make its folder",
      { install: ["npm", "ci"], deploy: ["node", "dist/deploy.js"] },
      {},
    ],
    ["it is the machine's", { deploy: ["kubectl", "apply"] }, {}],
  ])("not when %s", async (_, deployer, files) =>
    expect(await gate(worldWith(deployer, files))).toEqual(["pass", null, "all of it is in the commit"]),
  )

  test("not known where the tree cannot be read", async () => {
    const world = worldWith({ deploy: ["node", "deploy.mjs"] }, {})
    world.contents = async () => {
      throw new Error("the pack is broken")
    }
    expect(await gate(world)).toMatchObject([
      "fail",
      "GATE_UNAVAILABLE",
      expect.stringContaining("the pack is broken"),
    ])
  })
})

test.each(["deploy.bin", "ops/deploy.bin"])("%s, which is no text, is found by its name", async (file) => {
  const world = worldWith({ deploy: [`./${file}`] }, { [file]: "\0", "ops/other.sh": "" })
  const { contents } = world
  world.contents = async (sha, paths) =>
    (await contents.call(world, sha, paths)).map((text) => (text === "\0" ? null : text))
  const folders: string[] = []
  const { files } = world
  world.files = (sha, folder) => {
    folders.push(folder)
    return files.call(world, sha, folder)
  }
  expect(await gate(world)).toEqual(["pass", null, "all of it is in the commit"])
  expect(folders).toEqual([file.includes("/") ? "ops" : ""])
})

test("all that is missing is named", async () => {
  const world = worldWith({ install: ["./ops/install.sh"], deploy: ["./ops/deploy.sh"] }, { "ops/a.sh": "" })
  expect((await gate(world))[2]).toMatch(
    /starts ops\/install\.sh, deployer\.deploy starts ops\/deploy\.sh\.$/,
  )
})
