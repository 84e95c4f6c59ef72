import { describe, expect, test } from "vitest"
import { parseRemote, remoteUrl } from "../../../src/core/github/remote.ts"

test.each<[string, string, string]>([
  ["https://github.com/o/r.git", "github.com", "o/r"],
  ["https://github.com/o/r", "github.com", "o/r"],
  ["https://github.com/o/r/", "github.com", "o/r"],
  ["https://x-access-token:secret@GitHub.com/o/r.git", "github.com", "o/r"],
  ["git@github.com:o/r.git", "github.com", "o/r"],
  ["github.com:o/r", "github.com", "o/r"],
  ["git@github.com:/o/r.git", "github.com", "o/r"],
  ["ssh://git@github.com/o/r.git", "github.com", "o/r"],
  ["ssh://git@ssh.github.com:443/o/r.git", "github.com", "o/r"],
  ["git://github.com/o/r.git", "github.com", "o/r"],
  ["https://gitlab.example.com/group/sub/r.git", "gitlab.example.com", "group/sub/r"],
  ["https://github.com/", "github.com", ""],
  ["git@github.com:o/my.git.name.git", "github.com", "o/my.git.name"],
])("%s is %s %s", (url, host, path) => expect(parseRemote(url)).toEqual({ host, path }))

test.each(["", "/srv/git/app.git", "../app", "file:///srv/git/app.git", "https://"])(
  "%j is on no host",
  (url) => expect(parseRemote(url)).toBeNull(),
)

describe("the address of a remote", () => {
  const CONFIG = `[core]
\tbare = false
\turl = https://nowhere.test/
[remote "upstream"]
\turl = https://github.com/them/r.git
\tfetch = +refs/heads/*:refs/remotes/upstream/*
[remote "origin"]
\tfetch = +refs/heads/*:refs/remotes/origin/*
\turl = git@github.com:o/r.git
\turl = git@mirror.test:o/r.git
[branch "main"]
\tremote = origin
`
  test.each<[string, string, string | null]>([
    [CONFIG, "origin", "git@github.com:o/r.git"],
    [CONFIG, "upstream", "https://github.com/them/r.git"],
    [CONFIG, "fork", null],
    ["", "origin", null],
    ['[remote "origin"]\r\n\turl = https://github.com/o/r\r\n', "origin", "https://github.com/o/r"],
    ['[remote "origin"] url = "https://github.com/o/r"', "origin", "https://github.com/o/r"],
    ['[remote "origin"]\n\tpushurl = https://github.com/o/r', "origin", null],
  ])("%j %s: %s", (config, remote, url) => expect(remoteUrl(config, remote)).toBe(url))
})
