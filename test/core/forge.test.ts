import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  changeRequests,
  commitUrl,
  compareUrl,
  forgeOf,
  publicFile,
  runUrl,
  tagUrl,
} from "../../src/core/forge.ts"

const GHES = "https://github.corp.test/api/v3"
const github = { kind: "github", address: "https://github.com/acme/shop" } as const
const gitlab = { kind: "gitlab", address: "https://gitlab.com/acme/team/shop" } as const

describe("the forge of a remote", () => {
  test.each([
    ["https://github.com/acme/shop.git", github],
    ["git@github.com:acme/shop.git", github],
    ["ssh://git@ssh.github.com:443/acme/shop.git", github],
    ["https://x-access-token:s3cret@github.com/acme/shop", github],
    ["https://gitlab.com/acme/team/shop.git", gitlab],
    ["git@gitlab.acme.test:acme/shop", { kind: "gitlab", address: "https://gitlab.acme.test/acme/shop" }],
    ["https://acme.ghe.com/acme/shop", { kind: "github", address: "https://acme.ghe.com/acme/shop" }],
    ["https://git.acme.test/acme/shop", null],
    ["https://github.com/acme/shop/../../evil?x=(y)", null],
    ["https://github.com/acme", null],
    ["git@gitlab.acme7.test:acme/shop", { kind: "gitlab", address: "https://gitlab.acme7.test/acme/shop" }],
    ['git@"x.ghe.com:acme/shop', null],
    ['git@gitlab."x:acme/shop', null],
    ['git@github.com:"acme/team/shop', null],
    ['git@github.com:acme/shop"', null],
    ["/srv/shop.git", null],
    ["file:///srv/shop.git", null],
    ["", null],
    [null, null],
  ])("%s", (remote, forge) => expect(forgeOf(remote)).toEqual(forge))

  test("may be a server that the environment names", () => {
    const servers = { github: "https://code.acme.test", gitlab: "https://git.acme.test:8443/" }
    expect(forgeOf("git@code.acme.test:acme/shop.git", servers)?.kind).toBe("github")
    expect(forgeOf("https://git.acme.test/acme/shop", servers)?.kind).toBe("gitlab")
    expect(forgeOf("https://git.acme.test/acme/shop", { github: "no address", gitlab: null })).toBeNull()
  })

  test.each<[string | null, string | null, string]>([
    ["git@github.com:octo/shop.git", null, "github https://github.com/octo/shop"],
    ["ssh://git@ssh.github.com:443/octo/shop.git", null, "github https://github.com/octo/shop"],
    ["https://ana:secret@github.com/octo/shop", null, "github https://github.com/octo/shop"],
    ["git@corp.ghe.com:octo/shop.git", null, "github https://corp.ghe.com/octo/shop"],
    ["git@github.corp.test:octo/shop.git", GHES, "github https://github.corp.test/octo/shop"],
    ["git@gitlab.com:octo/team/shop.git", null, "gitlab https://gitlab.com/octo/team/shop"],
    ["https://gitlab.corp.test/octo/shop.git", GHES, "gitlab https://gitlab.corp.test/octo/shop"],
    ["git@github.corp.test:octo/shop.git", null, "skipped"],
    ["git@codeberg.org:octo/shop.git", "no address", "skipped"],
    ["/srv/git/shop.git", null, "skipped"],
    ["https://github.com/shop", null, "skipped"],
    ['https://github.com/octo/"onload=x', null, "skipped"],
    [null, null, "skipped"],
  ])("of %s (API: %s): %s", (remote, api, place) => {
    const forge = forgeOf(remote, { githubApi: api })
    expect(forge === null ? "skipped" : `${forge.kind} ${forge.address}`).toBe(place)
  })

  test("is on the GitHub that pipeline.json names, where that is origin's", () => {
    expect(forgeOf("git@github.corp.test:o/r.git", { githubApi: GHES })).not.toBeNull()
  })

  test("never has an address with more in it than host and path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (path, user) => {
        const forge = forgeOf(`https://${user}@github.com/${path}`)
        if (forge !== null) expect(forge.address).toMatch(/^https:\/\/github\.com(\/[\w.-]+)+$/)
      }),
    )
  })
})

test.each<[unknown, string | null]>([
  ["github:acme/tool", "https://github.com/acme/tool"],
  ["acme/tool", "https://github.com/acme/tool"],
  [{ type: "git", url: "git+https://github.com/acme/tool.git" }, "https://github.com/acme/tool"],
  [{ url: "git@corp.ghe.com:acme/tool.git" }, "https://corp.ghe.com/acme/tool"],
  ["https://gitlab.com/acme/tool", null],
  [{}, null],
  [undefined, null],
])("a package of the repository %j has its files at %s", (repository, at) => {
  const address = publicFile({ repository, version: "1.2.0" }, "schema/x.json")
  expect(address).toBe(at && `${at}/raw/v1.2.0/schema/x.json`)
})

test("pages have the addresses of their forge", () => {
  const [from, to] = ["1".repeat(40), "2".repeat(40)]
  expect(commitUrl(github, to)).toBe(`https://github.com/acme/shop/commit/${to}`)
  expect(commitUrl(gitlab, to)).toBe(`https://gitlab.com/acme/team/shop/-/commit/${to}`)
  expect(tagUrl(github, "v1.2.3")).toBe("https://github.com/acme/shop/releases/tag/v1.2.3")
  expect(tagUrl(gitlab, "v1.2.3")).toBe("https://gitlab.com/acme/team/shop/-/tags/v1.2.3")
  expect(compareUrl(github, from, to)).toBe("https://github.com/acme/shop/compare/1111111...2222222")
  expect(compareUrl(gitlab, from, to)).toBe("https://gitlab.com/acme/team/shop/-/compare/1111111...2222222")
  expect(tagUrl(github, "v1)](x) y/'*")).toBe(
    "https://github.com/acme/shop/releases/tag/v1%29%5D%28x%29%20y%2F%27%2A",
  )
})

test("a commit has a page, whatever its forge", () => {
  expect(commitUrl({ kind: "github", address: "https://github.com/o/r" }, "abc")).toBe(
    "https://github.com/o/r/commit/abc",
  )
  expect(commitUrl({ kind: "gitlab", address: "https://gitlab.com/o/r" }, "abc")).toBe(
    "https://gitlab.com/o/r/-/commit/abc",
  )
})

test("a workflow run is on the server of the repository, or at GitHub", () => {
  const page = "/acme/shop/actions/runs/77/attempts/2"
  expect(runUrl("github:acme/shop/77/2", github)).toBe(`https://github.com${page}`)
  expect(runUrl("github:acme/shop/77/2", { kind: "github", address: "https://acme.ghe.com/acme/shop" })).toBe(
    `https://acme.ghe.com${page}`,
  )
  expect(runUrl("github:acme/shop/77/2", gitlab)).toBe(`https://github.com${page}`)
  expect(runUrl("github:acme/shop/77/2", null)).toBe(`https://github.com${page}`)
  expect(runUrl("jenkins 77", github)).toBeNull()
})

test.each([
  ["fix: it (#12)", github, [["#12", "https://github.com/acme/shop/pull/12"]]],
  ["Merge pull request #7 from acme/x", github, [["#7", "https://github.com/acme/shop/pull/7"]]],
  ["fix: #12 and (!3)", github, []],
  ["fix: it (!12)", gitlab, [["!12", "https://gitlab.com/acme/team/shop/-/merge_requests/12"]]],
])("%s names the requests that its forge would", (subject, forge, found) => {
  expect(changeRequests(forge, subject).map(({ name, url }) => [name, url])).toEqual(found)
})
