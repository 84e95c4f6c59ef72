import { expect, test } from "vitest"
import { locateVersion } from "../../../src/core/init/conventions.ts"
import type { Answer } from "../../../src/core/init/project.ts"
import { answerOf } from "./samples.ts"

const tags = ["v1.2.0", "v1.3.0"]
const sha = "0123456789abcdef0123456789abcdef01234567"
const deep = { a: { b: { c: { d: { version: "v1.3.0" } } } } }

test.each<[string, Answer[], object, string | null]>([
  [
    "a field, the commit and the status",
    [answerOf("/health", { status: "ok", version: "v1.3.0", sha })],
    { path: "/health", expect: { json: { status: "ok" }, version: "version", sha: "sha" } },
    "v1.3.0",
  ],
  [
    "a field, beside other parts that are ok and a status of another kind",
    [answerOf("/health", { db: "ok", status: "green", version: "v1.3.0" })],
    { path: "/health", expect: { version: "version" } },
    "v1.3.0",
  ],
  [
    "a field of a field, without the prefix",
    [
      answerOf("/health", "", { status: 404 }),
      answerOf("/api/health", { app: { release: "1.2.0" }, list: [1, null] }),
    ],
    { path: "/api/health", expect: { version: "app.release" } },
    "v1.2.0",
  ],
  [
    "a header",
    [answerOf("/", "<html>", { headers: { date: "v1.3.0", "x-app-version": "v1.3.0", "x-git-sha": sha } })],
    { path: "/", expect: { version: "header:x-app-version", sha: "header:x-git-sha" } },
    "v1.3.0",
  ],
  [
    "nothing that names a tag",
    [answerOf("/status", { version: "v9.0.0", "a.b": "v1.3.0" })],
    { path: "/status", expect: { version: "version" } },
    null,
  ],
  [
    "no answer that is a failure",
    [answerOf("/health", { version: "v1.3.0" }, { status: 503 }), answerOf("/status", {})],
    { path: "/status", expect: { version: "version" } },
    null,
  ],
  [
    "a field, beside a commit by another name and a name of a commit without one",
    [answerOf("/health", { build: "0123456", version: "v1.3.0", sha: "main" })],
    { path: "/health", expect: { version: "version" } },
    "v1.3.0",
  ],
  [
    "a text alone",
    [answerOf("/version", '"v1.3.0"')],
    { path: "/version", expect: { version: "version" } },
    null,
  ],
  [
    "what is too deep",
    [answerOf("/health", deep)],
    { path: "/health", expect: { version: "version" } },
    null,
  ],
  [
    "an answer as smoke asks, before one to a plain question",
    [answerOf("/health", { version: "v1.3.0" }), answerOf("/health", { version: "v1.3.0" }, { plain: true })],
    { path: "/health", expect: { version: "version" } },
    "v1.3.0",
  ],
  [
    "an answer that a query changes",
    [answerOf("/health", "<h1>Shop</h1>"), answerOf("/health", { version: "v1.3.0" }, { plain: true })],
    { path: "/health", cacheBusting: false, expect: { version: "version" } },
    "v1.3.0",
  ],
  ["no answer", [], { path: "/health", expect: { version: "version" } }, null],
])("the version in %s", (_, answers, check, serves) => {
  expect(locateVersion(answers, tags, "v")).toStrictEqual({ check, serves })
})
