import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { changeRequests, commitUrl, compareUrl, forgeOf, runUrl, tagUrl } from "../../src/core/forge.ts"

const github = { kind: "github", url: "https://github.com/acme/shop" } as const
const gitlab = { kind: "gitlab", url: "https://gitlab.com/acme/team/shop" } as const

describe("the forge of a remote", () => {
  test.each([
    ["https://github.com/acme/shop.git", github],
    ["git@github.com:acme/shop.git", github],
    ["ssh://git@ssh.github.com:443/acme/shop.git", github],
    ["https://x-access-token:s3cret@github.com/acme/shop", github],
    ["https://gitlab.com/acme/team/shop.git", gitlab],
    ["git@gitlab.acme.test:acme/shop", { kind: "gitlab", url: "https://gitlab.acme.test/acme/shop" }],
    ["https://acme.ghe.com/acme/shop", { kind: "github", url: "https://acme.ghe.com/acme/shop" }],
    ["https://git.acme.test/acme/shop", null],
    ["https://github.com/acme/shop/../../evil?x=(y)", null],
    ["https://github.com/acme", null],
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

  test("never has an address with more in it than host and path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (path, user) => {
        const forge = forgeOf(`https://${user}@github.com/${path}`)
        if (forge !== null) expect(forge.url).toMatch(/^https:\/\/github\.com(\/[\w.-]+)+$/)
      }),
    )
  })
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

test("a workflow run is on the server of the repository, or at GitHub", () => {
  const page = "/acme/shop/actions/runs/77/attempts/2"
  expect(runUrl("github:acme/shop/77/2", github)).toBe(`https://github.com${page}`)
  expect(runUrl("github:acme/shop/77/2", { kind: "github", url: "https://acme.ghe.com/acme/shop" })).toBe(
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
