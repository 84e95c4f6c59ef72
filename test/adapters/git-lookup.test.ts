// @module-tag slow
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { gitLookup } from "../../src/adapters/git-lookup.ts"
import type { Fact } from "../../src/core/errors.ts"
import { hostGit } from "../../src/host/git.ts"
import type { Git } from "../../src/workbench/workbench.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

const NOWHERE = "0123456789".repeat(4)

const gitOf = (root: string) => hostGit(root, process.env, ["--git-dir", join(root, ".git")])
const lookupOf = ({ root }: GitRepo) => gitLookup(gitOf(root), null)

function value<T>(fact: Fact<T>): T {
  if (fact.kind !== "known") throw new Error(JSON.stringify(fact))
  return fact.value
}

/**
 * first – second – merge – third, and `side` beside second: a history with a merge, and a branch that was never merged.
 */
let repo: GitRepo
let lookup: ReturnType<typeof lookupOf>
let first: string
let side: string
let second: string
let merge: string
let third: string
let lost: string
beforeEach(async () => {
  repo = await GitRepo.create()
  lookup = lookupOf(repo)
  first = await repo.commit("first")
  await repo.git("checkout", "--quiet", "-b", "side")
  side = await repo.commit("feat: aside <b> ünï")
  await repo.git("checkout", "--quiet", "main")
  second = await repo.commit("feat: second (#7)")
  await repo.git(
    "merge",
    "--quiet",
    "--no-ff",
    "--message",
    "Merge pull request #12 from octo/side\n\nAside",
    "side",
  )
  merge = await repo.git("rev-parse", "HEAD")
  await repo.git("checkout", "--quiet", "-b", "lost", first)
  lost = await repo.commit("never merged (#12)")
  await repo.git("checkout", "--quiet", "main")
  third = await repo.commit('Revert "feat: second (#7)" (#13)')
})

test("a commit is found by its id and by the start of it", async () => {
  const at = new Date(Number(await repo.git("show", "-s", "--format=%ct", side)) * 1000).toISOString()
  for (const id of [side, side.slice(0, 7)]) {
    expect(value(await lookup.find(id))).toMatchObject({ sha: side, at, subject: "feat: aside <b> ünï" })
  }
  expect(await lookup.find(NOWHERE)).toEqual({ kind: "known", value: null })
  // a tree is no commit
  expect(await lookup.find(await repo.git("rev-parse", "HEAD^{tree}"))).toEqual({
    kind: "known",
    value: null,
  })
})

test("which versions have a commit, whatever is not in this clone", async () => {
  const holders = async (sha: string) =>
    value(await lookup.holders(sha, [first, second, merge, third, lost, NOWHERE, third]))
  expect(await holders(side)).toEqual([merge, third])
  expect(await holders(first)).toEqual([first, second, merge, third, lost])
  expect(await holders(lost)).toEqual([lost])
  expect(value(await lookup.holders(side, []))).toEqual([])
  expect(await lookup.holders(NOWHERE, [third])).toMatchObject({ kind: "unavailable" })
})

describe("what led to versions", () => {
  test("has each commit once with its time and its parents", async () => {
    const { commits, ...rest } = value(await lookup.graph([merge, third], [second]))
    expect(rest).toEqual({ missing: [], shallow: false })
    expect(new Map(commits.map(({ sha, parents }) => [sha, parents]))).toEqual(
      new Map([
        [third, [merge]],
        [merge, [second, side]],
        [side, [first]],
      ]),
    )
    expect(commits[0]?.atMs).toBe(Number(await repo.git("show", "-s", "--format=%ct", third)) * 1000)
  })

  test("goes without versions that are not in this clone, and says so", async () => {
    const { commits, missing } = value(await lookup.graph([third, NOWHERE], [merge]))
    expect(commits.map(({ sha }) => sha)).toEqual([third])
    expect(missing).toEqual([NOWHERE])
  })

  test("is not known where the version before is not in this clone: all of the history would count", async () => {
    expect(await lookup.graph([third], [NOWHERE])).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("git fetch --tags"),
    })
  })

  test("of no versions is nothing", async () => {
    expect(value(await lookup.graph([], [first]))).toEqual({ commits: [], missing: [], shallow: false })
  })

  test("may be cut off in a shallow clone", async () => {
    const clone = await temporaryDirectory()
    await repo.git("clone", "--quiet", "--depth=2", `file://${repo.root}`, join(clone, "app"))
    const shallow = gitLookup(gitOf(join(clone, "app")), "origin")
    expect(value(await shallow.graph([third], [merge]))).toMatchObject({ shallow: true })
  })

  test("takes as many processes as it ever does", async () => {
    const git = gitOf(repo.root)
    const calls: string[] = []
    const counted = gitLookup((args, stdin) => {
      calls.push(args[0] ?? "")
      return git(args, stdin)
    }, null)
    await counted.graph([third, merge, second, side], [first])
    expect(calls.toSorted()).toEqual(["cat-file", "rev-list", "rev-parse"])
  })
})

describe("the commit that merged a pull request", () => {
  const shas = async (number: number) => value(await lookup.mergesOf(number, "main")).map(({ sha }) => sha)

  test("is found by GitHub's words, on the main branch alone", async () => {
    expect(await shas(12)).toEqual([merge])
    // what reverts it quotes it
    expect(await shas(7)).toEqual([second])
    expect(await shas(13)).toEqual([third])
    expect(await shas(1)).toEqual([])
    expect(await shas(2)).toEqual([])
  })

  test("is found by GitLab's words", async () => {
    const merged = await repo.commit("Merge branch 'x' into 'main'\n\nMore\n\nSee merge request octo/shop!40")
    expect(await shas(40)).toEqual([merged])
    expect(await shas(4)).toEqual([])
    expect(await shas(0)).toEqual([])
  })

  test("cannot be looked for where git cannot read what is there, which is said in its words", async () => {
    const git = gitOf(repo.root)
    const broken = gitLookup(
      (args, stdin) =>
        args[0] === "log"
          ? Promise.resolve({ exitCode: 128, stdout: "", stderr: "fatal: bad object\n" })
          : git(args, stdin),
      null,
    )
    expect(await broken.mergesOf(1, "main")).toEqual({ kind: "unavailable", message: "fatal: bad object" })
  })

  test("cannot be looked for where there is no main branch", async () => {
    expect(await lookup.mergesOf(1, "trunk")).toEqual({
      kind: "unavailable",
      message: "The branch trunk is not in this clone: its commits say which pull requests they merge.",
    })
  })
})

describe("what git answers", () => {
  const answering = (...answers: [exitCode: number, stdout: string, stderr: string][]) => {
    const asked: (readonly string[])[] = []
    const git: Git = async (args) => {
      asked.push(args)
      const [exitCode, stdout, stderr] = answers[asked.length - 1] ?? answers.at(-1) ?? [0, "", ""]
      return { exitCode, stdout, stderr }
    }
    return { asked, lookup: gitLookup(git, "origin") }
  }
  const FAILS: [number, string, string] = [128, "", " fatal: it is broken \n"]
  const broken = { kind: "unavailable", message: "fatal: it is broken" }
  const HERE: [number, string, string] = [0, `${NOWHERE} commit 1\n`, ""]

  test("is passed on in its words where it fails", async () => {
    expect(await answering(FAILS).lookup.find("a")).toEqual(broken)
    expect(await answering(HERE, FAILS).lookup.find("a")).toEqual(broken)
    expect(await answering(FAILS).lookup.holders("a", ["b"])).toEqual(broken)
    expect(await answering(FAILS).lookup.graph(["a"], ["b"])).toEqual(broken)
    expect(await answering(HERE, HERE, FAILS).lookup.graph(["a"], ["a"])).toEqual(broken)
    expect(await answering(FAILS, HERE).lookup.mergesOf(1, "main")).toEqual(broken)
    expect(await answering(FAILS, [1, "", ""]).lookup.mergesOf(1, "main")).toMatchObject({
      message: expect.stringMatching(/^The branch main of origin is not in this clone/),
    })
  })

  test("is asked of the remote's main branch, and only merges of the very request count", async () => {
    const messages = [
      ...["fix: it (#12)", "Merge pull request #12 from x", "Merge 'x'\n\nSee merge request g/a!12"],
      ...[
        "fix (#12) again",
        "See merge request g/a!12",
        "x\n\nas in g/a!12",
        "x\n\nSee merge request g/a!123",
      ],
    ]
    const stdout = messages
      .map((message) => `${[NOWHERE, "1700000000", message.split("\n")[0], message].join("\0")}\0`)
      .join("")
    const { asked, lookup } = answering([0, stdout, ""])
    expect(value(await lookup.mergesOf(12, "main")).map(({ subject }) => subject)).toEqual([
      ...["fix: it (#12)", "Merge pull request #12 from x", "Merge 'x'"],
    ])
    expect(asked[0]?.slice(-2)).toEqual(["refs/remotes/origin/main", "--"])
  })
})
