import { describe, expect, test } from "vitest"
import { githubPlace, isLoopback, parseRemote } from "../../../src/core/forge.ts"

const API = "https://api.github.com"
const GHES = "https://github.corp.test/api/v3"
const LOCAL = "http://127.0.0.1:8080"
type Config = Parameters<typeof githubPlace>[0]

describe("the repository on GitHub", () => {
  test.each<[string, Config, string | null, string | null, string, string]>([
    ["is what origin names", {}, "git@github.com:o/r.git", null, "o/r", API],
    ["is what pipeline.json names", { repository: "a/b" }, "git@github.com:o/r.git", null, "a/b", API],
    ["needs no remote then", { repository: "a/b" }, null, null, "a/b", API],
    ["nor one on GitHub", { repository: "a/b" }, "git@gitlab.com:o/r.git", null, "a/b", API],
    ["may be on a GitHub of its own", { apiUrl: GHES }, "git@github.corp.test:o/r.git", null, "o/r", GHES],
    ["which the environment may name", {}, "git@github.corp.test:o/r.git", GHES, "o/r", GHES],
    [
      "may be on GitHub with a domain",
      {},
      "git@corp.ghe.com:o/r.git",
      null,
      "o/r",
      "https://api.corp.ghe.com",
    ],
    [
      "may be on the GitHub that the environment names, with origin elsewhere",
      { repository: "a/b", apiUrl: GHES },
      "git@gitlab.com:o/r.git",
      GHES,
      "a/b",
      GHES,
    ],
    ["may have any name", {}, "git@github.com:octo-org/shop.api.git", null, "octo-org/shop.api", API],
    ["is asked where a test says", { apiUrl: LOCAL }, "git@github.com:o/r.git", null, "o/r", LOCAL],
    [
      "may be named with GitHub's own address",
      { apiUrl: `${API}/` },
      "git@github.com:o/r.git",
      null,
      "o/r",
      `${API}/`,
    ],
  ])("%s", (_, config, remote, environment, repository, apiUrl) => {
    expect(githubPlace(config, remote, environment)).toEqual({ kind: "known", value: { repository, apiUrl } })
  })

  test.each<[string, Config, string, string | null, string]>([
    ["another host", {}, "git@gitlab.com:o/r.git", null, "the remote origin is on gitlab.com, not on GitHub"],
    [
      "another host in a workflow",
      {},
      "https://gitlab.com/o/r",
      API,
      "the remote origin is on gitlab.com, not on GitHub",
    ],
    ["a directory", {}, "/srv/git/r.git", null, "the remote origin is on a directory, not on GitHub"],
  ])("is nowhere when origin is on %s", (_, config, remote, environment, why) => {
    expect(githubPlace(config, remote, environment)).toEqual({ kind: "skipped", why })
  })

  test.each<[string, Config, string | null, string]>([
    ["there is no remote", {}, null, "There is no remote origin that tells the repository on GitHub"],
    ["origin is no repository", {}, "https://github.com/o", "The remote origin names no OWNER/NAME: o"],
    ["origin is a gist", {}, "https://github.com/a/b/c", "The remote origin names no OWNER/NAME: a/b/c"],
  ])("is unknown when %s", (_, config, remote, message) => {
    const place = githubPlace(config, remote, null)
    expect(place).toMatchObject({ kind: "unavailable", message: expect.stringContaining(message) })
    expect(place).toMatchObject({ message: expect.stringContaining("github.repository in pipeline.json") })
  })
})

describe("pipeline.json alone does not choose who gets the token", () => {
  test.each<[string, string | null, string]>([
    ["https://evil.test", "git@github.com:o/r.git", "the remote origin is on github.com"],
    ["https://github.com.evil.test/api/v3", "git@github.com:o/r.git", "the remote origin is on github.com"],
    ["https://evil.test/api.github.com", "git@github.com:o/r.git", "the remote origin is on github.com"],
    ["https://evil.test", null, "there is no remote origin on that host"],
    ["https://evil.test", "/srv/git/r.git", "there is no remote origin on that host"],
  ])("%s with %s", (apiUrl, remote, where) => {
    for (const repository of [undefined, "o/r"]) {
      const config = repository === undefined ? { apiUrl } : { apiUrl, repository }
      expect(githubPlace(config, remote, null)).toEqual({
        kind: "unavailable",
        message: `github.apiUrl is ${apiUrl}, but ${where}.`,
      })
    }
  })
})

test("only this very machine is loopback", () => {
  const own = ["localhost", "127.0.0.1", "127.10.20.30", "[::1]"]
  const others = ["127.0.0.1.evil.test", "localhost.evil.test", "10.0.0.1", "mylocalhost", "x127.0.0.1"]
  expect([...own, ...others].filter(isLoopback)).toEqual(own)
})

test("a remote is a host and a path", () => {
  const seen = [
    "https://github.com/o/r.git",
    "https://github.com/o/r",
    "https://github.com/o/r/",
    "https://x-access-token:secret@GitHub.com/o/r.git",
    "git@github.com:o/r.git",
    "github.com:o/r",
    "git@github.com:/o/r.git",
    "ssh://git@github.com/o/r.git",
    "ssh://git@ssh.github.com:443/o/r.git",
    "git://github.com/o/r.git",
    "http://github.com//o/r//",
    "https://gitlab.example.com/group/sub/r.git",
    "https://github.com/",
    "git@github.com:o/my.git.name.git",
    "",
    "/srv/git/app.git",
    "../app",
    "file:///srv/git/app.git",
    "ssh:///srv/git/app.git",
    "xhttps://github.com/o/r",
    "git@github.com:o/r\nx",
    "https://",
  ].map((url) => {
    const place = parseRemote(url)
    return place === null ? null : `${place.host} ${place.path}`
  })
  expect(seen).toEqual([
    ...Array(11).fill("github.com o/r"),
    "gitlab.example.com group/sub/r",
    "github.com ",
    "github.com o/my.git.name",
    ...Array(8).fill(null),
  ])
})
