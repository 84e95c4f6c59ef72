// People follow the documentation once, perhaps at night: its links lead somewhere, and its commands exist.
import { existsSync, globSync, readFileSync, statSync } from "node:fs"
import { dirname, relative, resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { REASONS } from "../../src/core/reasons.ts"
import { COMMANDS } from "../../src/core/report/commands.ts"
import { problemsOf, sample } from "../core/config/samples.ts"
import { commandFaults, optionFaults } from "./command-lines.ts"
import { anchorsOf, codeOf, linksOf } from "./markdown.ts"

const root = resolve(import.meta.dirname, "../..")
const read = (path: string) => readFileSync(resolve(root, path), "utf8")
const pages = globSync("**/*.md", {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|__snapshots__|fixtures|coverage|sdk)(\/|$)/.test(path),
}).toSorted()
const { scripts } = JSON.parse(read("package.json"))

test("there are pages", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/reasons.md", "docs/runbooks/rollback.md"]))
})

/** What is wrong anywhere, with its place. */
const faultsOn = (find: (page: string, path: string) => { line?: number; fault: string }[]): string[] =>
  pages.flatMap((path) =>
    find(read(path), path).map(({ line, fault }) =>
      [path, ...(line === undefined ? [] : [line]), fault].join(":"),
    ),
  )

describe("every page", () => {
  test("has links that lead somewhere", () => {
    const dead = faultsOn((page, path) =>
      linksOf(page).flatMap(({ line, target }) => {
        const fault = linkFault(path, target)
        return fault === null ? [] : [{ line, fault: ` ${target}: ${fault}` }]
      }),
    )
    expect(dead).toEqual([])
  })

  test("has commands and options that exist", () => {
    const wrong = faultsOn((page) =>
      codeOf(page).flatMap(({ line, text, isInline }) =>
        [...commandFaults(text), ...(isInline ? optionFaults(text) : [])].map((fault) => ({
          line,
          fault: ` ${fault}: ${text}`,
        })),
      ),
    )
    expect(wrong).toEqual([])
  })

  test("shows pipeline.json as it would be accepted", () => {
    const refused = faultsOn((page) =>
      configExamples(page)
        .flatMap(problemsOf)
        .map((fault) => ({ fault: ` ${fault}` })),
    )
    expect(refused).toEqual([])
  })

  test("has scripts that exist", () => {
    const missing = faultsOn((page, path) => {
      // it tells what there was
      if (path === "CHANGELOG.md") return []
      const named = codeOf(page).flatMap(({ line, text }) =>
        [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name]) => ({
          line,
          name: name as string,
        })),
      )
      // the example has scripts of its own
      const known = { ...scripts, ...(path.startsWith("examples/") ? scriptsNear(path) : {}) }
      return named
        .filter(({ name }) => !Object.hasOwn(known, name))
        .map(({ line, name }) => ({ line, fault: ` there is no script ${name}` }))
    })
    expect(missing).toEqual([])
  })
})

/** Every pipeline.json that a page shows; of some it shows a few keys only, which are put into one that has the rest. */
function configExamples(page: string): string[] {
  const blocks = [...page.matchAll(/^ *```json\n([\s\S]*?)^ *```/gm)].map((match) => match[1] as string)
  return blocks.flatMap((text) => {
    if (text.trimStart().startsWith('"')) return [JSON.stringify({ ...sample(), ...JSON.parse(`{${text}}`) })]
    return Object.hasOwn(JSON.parse(text), "app") ? [text] : []
  })
}

describe("what the reports advise", () => {
  const advice = Object.entries(REASONS).map(([code, { fix }]) => ({ code, fix }))

  test("names commands and options that exist", () => {
    const wrong = advice.flatMap(({ code, fix }) => {
      const own = fix.replace(/\b(?:aws|git|npm|sst) [^;,:)]*/g, "")
      const options = [...own.matchAll(/--[a-z][\w-]*/g)].flatMap(([option]) => optionFaults(option))
      return [...advisedCommands(fix).flatMap(commandFaults), ...options].map((fault) => `${code}: ${fault}`)
    })
    expect(wrong).toEqual([])
  })

  // the runner's own name comes before what stands in them
  test("has its commands between backticks, wherever it is written", () => {
    const command = new RegExp(`(?<![\\w\`-]|sst |call )(?:${COMMANDS.join("|")}) --[a-z]`)
    const bare = globSync("src/**/*.ts", {
      cwd: root,
      exclude: ["src/commands.ts", "src/host/**", "src/core/init/propose.ts"],
    }).flatMap((path) =>
      read(path)
        .split("\n")
        .map((line, index) => ({ line: line.trim(), at: `${path}:${index + 1}` }))
        .filter(({ line }) => !/^(\*|\/\*|\/\/)/.test(line) && command.test(line))
        .map(({ line, at }) => `${at} ${line}`),
    )
    expect(bare).toEqual([])
  })

  test("names pages that exist", () => {
    const missing = advice.flatMap(({ code, fix }) =>
      [...fix.matchAll(/\bdocs\/[\w/.-]+\.md\b/g)]
        .map(([path]) => path)
        .filter((path) => !existsSync(resolve(root, path)))
        .map((path) => `${code}: ${path}`),
    )
    expect(missing).toEqual([])
  })
})

/** Commands with their options in the middle of a sentence. */
const advisedCommands = (text: string): string[] => {
  const command = new RegExp(
    `(?<![\\w-] ?)(?:${COMMANDS.join("|")})(?: --[\\w-]+(?: (?:'[^']*'|"[^"]*"|[\\w=…]+))?)+`,
    "g",
  )
  return [...text.matchAll(command)].map(([found]) => found)
}

/** What is wrong with a link, or null; where other sites lead is their business. */
function linkFault(from: string, target: string): string | null {
  if (/^[a-z][a-z\d+.-]*:/i.test(target)) return null
  const [path = "", anchor] = target.split("#")
  const file = path === "" ? resolve(root, from) : resolve(root, dirname(from), decodeURIComponent(path))
  if (relative(root, file).startsWith("..")) return "is outside of the repository"
  if (!existsSync(file)) return "there is no such file"
  if (anchor === undefined || !file.endsWith(".md") || statSync(file).isDirectory()) return null
  return anchorsOf(readFileSync(file, "utf8")).includes(anchor) ? null : "there is no such heading"
}

const scriptsNear = (path: string): Record<string, string> =>
  JSON.parse(read(`${dirname(path)}/package.json`)).scripts

describe("a link is found", () => {
  test.each([
    ["[a](docs/a.md)", ["docs/a.md"]],
    ["[a\nb](docs/a.md#b) and ![c](d.png)", ["docs/a.md#b", "d.png"]],
    ['[a](<a.md> "title")', ["a.md"]],
    ["[a]: b.md", ["b.md"]],
    ["`[a](b.md)`", []],
    ["    [a](b.md)", []],
    ["text\n    [a](b.md)", ["b.md"]],
    ["```\n[a](b.md)\n```\n[c](d.md)", ["d.md"]],
  ])("%j", (page, targets) => expect(linksOf(page).map(({ target }) => target)).toEqual(targets))
})

test.each([
  ["nowhere.md", "there is no such file"],
  ["../outside.md", "is outside of the repository"],
  ["CONTRIBUTING.md#nowhere", "there is no such heading"],
  ["#nowhere", "there is no such heading"],
  ["CONTRIBUTING.md#set-up", null],
  ["docs/adr", null],
  ["https://example.org/nowhere", null],
])("the link %s: %s", (target, fault) => expect(linkFault("README.md", target)).toBe(fault))

test("headings have the anchors that GitHub gives them", () => {
  const page = "# A `b` – c!\n## [Link](x.md)\n```\n# no heading\n```\n## Link\n### What's *new*, here?\n"
  expect(anchorsOf(page)).toEqual(["a-b--c", "link", "link-1", "whats-new-here"])
})

test("examples of pipeline.json are found, whole or in part", () => {
  const page =
    'a\n```json\n{ "app": "x" }\n```\n```json\n"ledger": { "colour": 1 }\n```\n```json\n{ "a": 1 }\n```\n'
  expect(configExamples(page)).toEqual([
    '{ "app": "x" }\n',
    JSON.stringify({ ...sample(), ledger: { colour: 1 } }),
  ])
})

test("code is found in blocks and between backticks", () => {
  const page = "a `b\nc`\n\n    d \\\n      e\n\n```sh\nf\n```\n"
  expect(codeOf(page).filter(({ text }) => text !== "")).toEqual([
    { line: 4, text: "d  e", isInline: false },
    { line: 8, text: "f", isInline: false },
    { line: 1, text: "b c", isInline: true },
  ])
})

describe("of commands", () => {
  test.each([
    'dagger call deploy-production --tag v1.2.3 --reason "a b" # why',
    "dagger call --git-token env://GITHUB_TOKEN status --format=json | jq .",
    "dagger -m github.com/o/r@v1 call release-pipeline status",
    "dagger call workbench --tag v1.2.3 with-exec --args npm,test stdout",
    'npx github:o/r#v1 --repo DIR rollback --to v1.2.2 --reason "a"',
    "release-pipeline release --bump minor --push",
    "rollback [--stage production] [--to v1.2.2] [--reason …]",
    "unlock --stage production --reason '…'",
    "deploy-staging --tag v1.2.3 --verify",
    "status",
    "verify the version",
    "git push origin v1.2.3 --force",
  ])("accepted: %s", (line) => expect(commandFaults(line)).toEqual([]))

  test.each([
    ["dagger call deploy --tag v1", ["dagger: deploy is no command"]],
    ["dagger call release --push", ["dagger: does not have release"]],
    ["dagger call workbench --colour red terminal", ["dagger: workbench has no --colour"]],
    ["dagger call status terminal", ['dagger: "terminal" is an unexpected argument']],
    ["dagger call dora --stage production", ["dagger: dora has no --stage"]],
    ["dagger call --repo . status", ["dagger: the call has no --repo"]],
    ["release-pipeline --git-token x status", ["host: the call has no --git-token"]],
    ["release-pipeline rollback v1.2.3", ['host: "v1.2.3" is an unexpected argument']],
    ["rollback --colour red", ["dagger: rollback has no --colour"]],
    ["- dagger call colour", ["dagger: colour is no command"]],
    ["npx release-pipeline colour", ["host: colour is no command"]],
    ["release --colour", ["host: release has no --colour"]],
  ])("refused: %s", (line, faults) => expect(commandFaults(line)).toEqual(faults))
})

test.each([
  ["--git-token env://GITHUB_TOKEN", []],
  ["--push", []],
  ["--colour=red", ["there is no --colour"]],
  ["colour", []],
])("of options alone: %s", (text, faults) => expect(optionFaults(text)).toEqual(faults))
