// @module-tag slow
import { describe, expect, test } from "vitest"
import {
  addressOf,
  aliasOf,
  formatConfigFile,
  mainRemote,
  parseConfigFile,
  parseSettings,
  type Setting,
  transportOf,
  withoutPasswords,
  withRemote,
} from "../../src/adapters/git-transport.ts"
import { hostGit, userGit } from "../../src/host/git.ts"
import { GitRepo } from "../helpers/git-repo.ts"

const setting = (key: string, value = "x", scope = "local"): Setting => ({ key, value, scope })
const keysOf = (settings: readonly Setting[]) => settings.map(({ key }) => key)

describe("settings", () => {
  test("are read as git lists them: values with line ends, names without a value, scopes", () => {
    const listed = "global\0credential.helper\n!f() {\n  x; }; f\0local\0http.sslverify\0command\0a.b.c.d\n\0"
    expect(parseSettings(listed)).toEqual([
      setting("credential.helper", "!f() {\n  x; }; f", "global"),
      setting("http.sslverify", "true"),
      setting("a.b.c.d", "", "command"),
    ])
  })

  test("are those by which a remote is reached, and no others", () => {
    const taken = [
      "credential.https://github.com.helper",
      "http.proxy",
      "http.https://x.test/.extraheader",
      "core.sshcommand",
      "core.askpass",
      "ssh.variant",
      "protocol.file.allow",
      "url.git@github.com:.insteadof",
      "remote.origin.url",
      "remote.my.remote.proxy",
    ]
    const left = [
      "alias.push",
      "core.autocrlf",
      "core.hookspath",
      "core.worktree",
      "fetch.prune",
      "filter.lfs.smudge",
      "include.path",
      "includeif.gitdir:/x.path",
      "push.followtags",
      "remote.origin.fetch",
      "remote.origin.mirror",
      "remote.origin.tagopt",
      "user.email",
    ]
    const all = [...taken, ...left].map((key) => setting(key))
    expect(keysOf(transportOf(all).settings)).toEqual(taken)
  })

  test("of trusted directories count where git itself listens to them", () => {
    const all = ["system", "global", "command", "local", "worktree"].map((scope) =>
      setting("safe.directory", "/x", scope),
    )
    expect(transportOf(all).settings.map(({ scope }) => scope)).toEqual(["system", "global", "command"])
  })
})

describe("a name and a password in an address", () => {
  const secretsOf = (address: string) => {
    const { settings, secrets } = transportOf([setting("remote.origin.url", address)])
    return { address: addressOf(settings, "origin"), secrets: Object.values(secrets) }
  }

  test.each([
    ["https://ana:s3cret@x.test/a.git", "https://x.test/a.git", ["ana", "s3cret"]],
    ["https://ana:p%40ss%3Aw@x.test/a.git", "https://x.test/a.git", ["ana", "p@ss:w"]],
    ["https://ana:p@ss@x.test:8443/a.git", "https://x.test:8443/a.git", ["ana", "p@ss"]],
    ["HTTP://ana:50%@x.test", "HTTP://x.test", ["ana", "50%"]],
    ["https://ghp_token@x.test/a.git", "https://x.test/a.git", ["ghp_token"]],
    ["https://:only@x.test/a.git", "https://x.test/a.git", ["", "only"]],
    ["https://x.test/a@b.git", "https://x.test/a@b.git", []],
    ["git@x.test:a.git", "git@x.test:a.git", []],
    ["ssh://git@x.test/a.git", "ssh://git@x.test/a.git", []],
    ["/srv/a@b/c.git", "/srv/a@b/c.git", []],
  ])("%s: reached as %s", (address, plain, secrets) => {
    expect(secretsOf(address)).toEqual({ address: plain, secrets })
  })

  test("goes to git through a helper of that address, which comes before the user's own and behind a reset", () => {
    const { settings } = transportOf([
      setting("credential.helper", "store", "global"),
      setting("credential.helper", ""),
      setting("credential.helper", "mine"),
      setting("url.https://ana:s3cret@x.test/.insteadof", "https://forge.test/"),
    ])
    expect(keysOf(settings)).toEqual([
      "credential.helper",
      "credential.helper",
      "credential.https://x.test/.helper",
      "credential.helper",
      "url.https://x.test/.insteadof",
    ])
    expect(JSON.stringify(settings)).not.toContain("s3cret")
  })

  test("is what git asks that helper for", async () => {
    const transport = transportOf([setting("remote.origin.url", "https://ana:it%27s%20%24HOME@x.test/a.git")])
    const git = hostGit((await GitRepo.create()).root, process.env, [], { transport })
    const { stdout } = await git(["credential", "fill"], "protocol=https\nhost=x.test\npath=a.git\n\n")
    expect(stdout.split("\n")).toEqual(expect.arrayContaining(["username=ana", "password=it's $HOME"]))
    // and another host gets nothing
    const other = await git(["credential", "fill"], "protocol=https\nhost=y.test\n\n")
    expect(other).toMatchObject({ exitCode: 128, stdout: "" })
  })

  test.each([
    ["fatal: unable to access 'https://ana:s3cret@x.test/'", "fatal: unable to access 'https://x.test/'"],
    ["it said s3cret", "it said ***"],
    ["ana said it", "ana said it"],
  ])("is taken out of %j", (text, left) => {
    const { secrets } = transportOf([setting("remote.origin.url", "https://ana:s3cret@x.test/a.git")])
    expect(withoutPasswords(text, secrets)).toBe(left)
  })

  test("that is empty is in no text", () => {
    const { secrets } = transportOf([setting("remote.origin.url", "https://ana:@x.test/a.git")])
    expect(withoutPasswords("denied for ana", secrets)).toBe("denied for ana")
  })

  test("a name alone is taken for a token", () => {
    const { secrets } = transportOf([setting("remote.origin.url", "https://t0ken@x.test/a.git")])
    expect(withoutPasswords("denied for t0ken", secrets)).toBe("denied for ***")
  })
})

describe("a remote", () => {
  const remotes = (...names: string[]) =>
    names.map((name) => setting(`remote.${name}.url`, `https://${name}.test/a`))

  test("is named as it is, or given a name", () => {
    const all = remotes("origin")
    expect(withRemote(all, "origin")).toEqual({ settings: all, name: "origin" })
    const { settings, name } = withRemote(all, "https://else.test/b")
    expect(addressOf(settings, name)).toBe("https://else.test/b")
  })

  test("has the first of its addresses, as git fetches from that one", () => {
    expect(addressOf([setting("remote.o.url", "first"), setting("remote.o.url", "second")], "o")).toBe(
      "first",
    )
    expect(addressOf([], "o")).toBeNull()
  })

  test.each<[string, Setting[], string | undefined, string | null]>([
    ["the ledger's", remotes("origin", "upstream"), "upstream", "upstream"],
    ["the ledger's, by its address", remotes("origin", "upstream"), "https://upstream.test/a", "upstream"],
    [
      "the one that main follows",
      [...remotes("origin", "up"), setting("branch.main.remote", "up")],
      undefined,
      "up",
    ],
    [
      "no branch of this repository",
      [...remotes("origin"), setting("branch.main.remote", ".")],
      undefined,
      "origin",
    ],
    ["origin", remotes("fork", "origin"), undefined, "origin"],
    ["the only one", remotes("github"), undefined, "github"],
    ["none where there is none", [setting("remote.pushdefault", "x")], "https://else.test/b", null],
  ])("whose main branch counts is %s", (_name, settings, ledger, expected) => {
    expect(mainRemote(settings, ledger, "main")).toBe(expected)
  })

  describe("under another name", () => {
    const aliased = (all: Setting[]) => {
      const settings = aliasOf(all, "origin", "alias")
      const of = (key: string) => settings.find((one) => one.key === key)?.value
      return { fetch: of("remote.alias.url"), push: of("remote.alias.pushurl"), settings }
    }

    test.each<[string, Setting[], string, string]>([
      ["as it is", [], "https://origin.test/a", "https://origin.test/a"],
      [
        "rewritten by the longest that fits",
        [
          setting("url.git@short:.insteadof", "https://origin.test/"),
          setting("url.git@long:.insteadof", "https://origin.test/a"),
          setting("url.git@other:.insteadof", "https://else.test/"),
        ],
        "git@long:",
        "git@long:",
      ],
      [
        "rewritten for pushes alone",
        [setting("url.git@push:.pushinsteadof", "https://origin.test/")],
        "https://origin.test/a",
        "git@push:a",
      ],
      ["pushed elsewhere", [setting("remote.origin.pushurl", "/srv/a")], "https://origin.test/a", "/srv/a"],
    ])("it is reached %s", (_name, more, fetch, push) => {
      const { settings, ...reached } = aliased([...remotes("origin"), ...more])
      expect(reached).toEqual({ fetch, push })
      // git asks every address that a remote has
      const addresses = settings.filter(({ key }) => /^remote\.alias\.(push)?url$/.test(key))
      expect(addresses).toHaveLength(2)
    })

    test("it keeps its proxy, and no rewrite of the repository's own brings a password back", async () => {
      const repo = await GitRepo.create()
      await repo.git("config", "url.https://ana:s3cret@x.test/.insteadOf", "https://x.test/")
      const all = [
        setting("remote.origin.url", "https://x.test/a"),
        setting("remote.origin.proxy", "http://proxy.test"),
        setting("url.https://ana:s3cret@x.test/.insteadof", "https://x.test/"),
      ]
      const git = hostGit(repo.root, process.env, [], { transport: transportOf(aliased(all).settings) })
      expect((await git(["ls-remote", "--get-url", "alias"])).stdout).toBe("https://x.test/a\n")
      expect((await git(["config", "remote.alias.proxy"])).stdout).toBe("http://proxy.test\n")
    })
  })
})

describe("a configuration file", () => {
  const TEXT = `# a comment
[core]
\tbare = false
\turl = https://nowhere.test/
[remote "upstream"] url = "https://github.com/them/r.git" ; inline
[Remote "my \\"odd\\" \\\\ one"]
\turl = git@github.com:o/r.git # why
\tURL = second\r
\tfetch = +refs/heads/*:refs/remotes/origin/*
[http]
\tsslVerify
\textraHeader = "a # b; \\"c\\" \\t\\n"
\tlong = one \\
two
[credential]
\thelper =
[branch.old]
\tremote = origin
`

  test("is read as git reads it", async () => {
    const repo = await GitRepo.create()
    const path = `${repo.root}/.git/config`
    const listed = parseSettings(
      (await userGit(repo.root, process.env)(["config", "--list", "--show-scope", "-z", "--file", path]))
        .stdout,
    )
    expect(listed.length).toBeGreaterThan(3)
    const { writeFile } = await import("node:fs/promises")
    await writeFile(`${repo.root}/odd`, TEXT)
    const git = await userGit(
      repo.root,
      process.env,
    )(["config", "--list", "--show-scope", "-z", "--file", `${repo.root}/odd`])
    const pairs = (settings: readonly Setting[]) => settings.map(({ key, value }) => [key, value])
    expect(pairs(parseConfigFile(TEXT))).toEqual(pairs(parseSettings(git.stdout)))
  })

  test("is written so that git reads the same settings", async () => {
    const repo = await GitRepo.create()
    const settings = parseConfigFile(TEXT)
    const { writeFile } = await import("node:fs/promises")
    await writeFile(`${repo.root}/odd`, formatConfigFile(settings))
    const git = await userGit(
      repo.root,
      process.env,
    )(["config", "--list", "--show-scope", "-z", "--file", `${repo.root}/odd`])
    expect(git.stderr).toBe("")
    expect(parseSettings(git.stdout).map(({ key, value }) => [key, value])).toEqual(
      settings.map(({ key, value }) => [key, value]),
    )
  })

  test.each(["", "no section = x", "[half", "[x]\n= nothing\n"])("%j holds nothing", (text) => {
    expect(parseConfigFile(text)).toEqual([])
  })
})

test("a file's settings are in the section above them, and those above every section are none", () => {
  const text = 'k = v\n[One]\n\tk = [two]\n\tz\n [ three "a b" ] q = 1\n'
  expect(parseConfigFile(text).map(({ key, value }) => `${key}=${value}`)).toEqual([
    ...["one.k=[two]", "one.z=true", "three.a b.q=1"],
  ])
})

test("an alias takes over what a remote has of its own, and nothing of others", () => {
  const all = [
    setting("remote.origin.url", "https://x.test/a.git"),
    setting("remote.origin.proxy", "p1"),
    setting("remote.other.proxy", "p2"),
    setting("http.origin.proxy", "p3"),
    setting("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"),
  ]
  expect(aliasOf(all, "origin", "alias").map(({ key, value }) => `${key}=${value}`)).toEqual([
    "remote.alias.url=https://x.test/a.git",
    "remote.alias.pushurl=https://x.test/a.git",
    "url.https://x.test/a.git.insteadof=https://x.test/a.git",
    "url.https://x.test/a.git.insteadof=https://x.test/a.git",
    "remote.alias.proxy=p1",
  ])
})
